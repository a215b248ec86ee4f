import { isAbsolute, relative, sep } from "node:path"
import type { ShownCheck, ShownEvidence, ShownFailure } from "../../control/stored-evidence.ts"
import type { LoopState } from "../../loop/state.ts"
import type { Blocker } from "../model/view.ts"

/** The first failure that stands in the way at the last Stop; null when nothing is known to. */
export function blockerOf(state: LoopState, evidence: ShownEvidence | null): Blocker | null {
  if (state.outcome?.kind === "verified" || state.outcome?.kind === "already-green") return null
  const ids = blockingIds(state)
  const failures = evidence?.checks.flatMap((check) => check.failures) ?? []
  const wanted = new Set(ids)
  const failure = failures.find(({ id }) => wanted.has(id))
  if (failure !== undefined) return failureView(state.workspace, failure)
  const ended = evidence?.checks.find(({ end }) => end !== "passed")
  if (ended !== undefined && lastVerdict(state) !== "green") return checkView(ended)
  const [first] = ids
  return first === undefined ? null : { ...nowhere, title: first, message: "" }
}

/** Failing tests that decide: quarantined ones are told apart. */
export function blockingIds(state: LoopState): readonly string[] {
  if (lastVerdict(state) === "green") return []
  const flaky = new Set(state.flaky)
  return state.failing.filter((id) => !flaky.has(id))
}

export function failureView(workspace: string, failure: ShownFailure): Blocker {
  const { id, message, expected, actual, file, line } = failure
  return { title: id, message, expected, actual, file: file === null ? null : placeIn(workspace, file), line }
}

const nowhere = { expected: null, actual: null, file: null, line: null } as const

/** A check that is red, or did not end, without naming a failure. */
function checkView({ command, note, exitCode, end }: ShownCheck): Blocker {
  const message =
    note ?? (exitCode === null ? `The check ended as ${end}.` : `It ended with exit code ${exitCode}.`)
  return { ...nowhere, title: command, message }
}

function lastVerdict(state: LoopState): string {
  return state.iterations.at(-1)?.verdict ?? state.baseline.verdict
}

function placeIn(workspace: string, file: string): string {
  if (!isAbsolute(file)) return file
  const way = relative(workspace, file)
  return way === "" || way.startsWith("..") || isAbsolute(way) ? file : way.split(sep).join("/")
}
