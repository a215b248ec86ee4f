import type { Failure, TestCounts } from "../../loop/evidence.ts"

/** What a reader may look at: the output of one check and the report files it wrote. */
export type ReportInput = {
  /** Output without control sequences, LF line ends, bounded; stdout and stderr together. */
  readonly text: string
  readonly files: readonly { readonly path: string; readonly text: string }[]
  /** Absolute path of the workspace; paths in failures are relative to it. */
  readonly workspace: string
}

export type Report = { readonly failures: readonly Failure[]; readonly counts: TestCounts | null }

/** Understands the reports of one tool. `read` answers null when the output is not of that tool. */
export type ReportReader = {
  readonly name: string
  read(input: ReportInput): Report | null | Promise<Report | null>
}
