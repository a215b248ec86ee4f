import type { Failure, TestCounts } from "../../loop/evidence.ts"

/**
 * `asked`: the file we asked a runner for, read by that runner's reader. `found`: the command wrote it of itself, where such files usually lie.
 */
export type ReportFile = { readonly path: string; readonly text: string; readonly origin?: "asked" | "found" }

/** What a reader may look at: the output of one check and the report files it wrote. */
export type ReportInput = {
  /** Output without control sequences, LF line ends, bounded, far ends of very long lines cut off; stdout and stderr together. */
  readonly text: string
  /** The same with its long lines whole, for formats that put a document into one line. `text` when not given. */
  readonly full?: string
  /** Passages of the log were left out: what is counted line by line would be too low. */
  readonly partial?: boolean
  readonly files: readonly ReportFile[]
  /** Absolute path of the workspace; paths in failures are relative to it. */
  readonly workspace: string
}

export type Report = {
  readonly failures: readonly Failure[]
  readonly counts: TestCounts | null
  /** Ids of the tests that ran, passed or failed, in the form failures have them; absent when the report does not name them all. */
  readonly ran?: readonly string[]
}

/** Understands the reports of one tool. `read` answers null when the output is not of that tool. */
export type ReportReader = {
  readonly name: string
  read(input: ReportInput): Report | null | Promise<Report | null>
}
