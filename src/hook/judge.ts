import type { CheckResult, Evidence, Failure } from "../loop/evidence.ts"
import type { JournalEntry } from "../loop/journal.ts"
import { plural } from "../loop/plural.ts"
import type { LoopState } from "../loop/state.ts"
import { iterationDirectory } from "../store/iteration.ts"
import type { Delta } from "../verify/delta.ts"
import type { HookContext } from "./context.ts"

export type Judged = Pick<
  Evidence,
  "verdict" | "failing" | "blocking" | "flaky" | "delta" | "standing" | "notes"
> & { readonly events: readonly JournalEntry[] }

export type JudgedRun = {
  readonly state: LoopState
  readonly results: readonly CheckResult[]
  /** Failures of the last Stop, as far as they were kept. */
  readonly before: readonly Failure[]
  /** The agent's last message. */
  readonly message: string | null
  /** Epoch ms until which tests that flipped may be rerun; null = the results are older or were confirmed already. */
  readonly deadline: number | null
}

/** Reruns of tests that flipped get this long, within the hook's own limit; what is left over stays as the run said. */
const rerunBudgetMs = 120_000

/**
 * What the results of one run mean: compared with the last Stop and the baseline, flips confirmed by rerunning just those
 * tests at this tree (S82), old failures that the task does not name spared (S80), named tests that never ran missed (S25),
 * and a false excuse answered (S81).
 */
export async function judge(context: HookContext, run: JudgedRun): Promise<Judged> {
  const { state, results, message, deadline } = run
  const [{ deltaOf }, { ranOf }, targets, { falselyPreexisting }, { failingOf, verdictOf }] =
    await Promise.all([
      import("../verify/delta.ts"),
      import("../verify/delta-proof.ts"),
      import("../verify/delta-targets.ts"),
      import("../verify/delta-preexisting.ts"),
      import("../verify/verdict.ts"),
    ])
  const baseline = state.baseline.verdict === "unknown" ? null : state.baseline.failing
  const order = { results, previous: state.failing, baseline }
  const first = deltaOf({ ...order, flaky: state.flaky })
  const seen = deadline === null ? nothingSeen : await rerun(context, run, first, deadline)
  const quarantined = [...new Set([...state.flaky, ...seen.flaky])]
    .filter((id) => !seen.steady.has(id))
    .sort()
  const delta = deltaOf({ ...order, flaky: quarantined })
  const ran = ranOf(results)
  const named = targets.targetsOf(state.task, [...new Set([...state.baseline.failing, ...(ran ?? [])])])
  const { blocking, listed } = targets.blockingOf(delta, named)
  const missing = targets.neverRan(named, ran) ?? []
  const failing = failingOf(results)
  const measured = verdictOf(results)
  const decided = [...blocking, ...missing.map((id) => `never ran: ${id}`)].sort()
  const excuse = falselyPreexisting(message, delta)
  return {
    verdict: settle(measured, results, decided),
    failing,
    blocking: measured === "inconclusive" ? failing : decided,
    flaky: quarantined,
    delta: { added: delta.added, fixed: delta.fixed },
    standing: delta.standing,
    notes: [
      ...missing.map(
        (id) => `The task names the test ${JSON.stringify(id)}, and it was not among those that ran.`,
      ),
      ...(excuse === null ? [] : [excuse]),
    ],
    events: [...seen.events, ...listings(state, quarantined, listed)],
  }
}

type Seen = {
  readonly flaky: readonly string[]
  /** Quarantined tests that now fail every time: no longer a matter of chance. */
  readonly steady: ReadonlySet<string>
  readonly events: readonly JournalEntry[]
}

const nothingSeen: Seen = { flaky: [], steady: new Set(), events: [] }

async function rerun(context: HookContext, run: JudgedRun, delta: Delta, deadline: number): Promise<Seen> {
  const { state, results, before } = run
  const { confirmFlips, flipsOf } = await import("../verify/flaky.ts")
  const failures = results.flatMap((result) => result.failures)
  const again = delta.flaky.map((id) => {
    return { id, from: "green" as const, failure: failures.find((failure) => failure.id === id) ?? null }
  })
  const flips = [...flipsOf(delta, results, before), ...again]
  if (flips.length === 0) return nothingSeen
  const seen = await confirmFlips({
    flips,
    results,
    workspace: state.workspace,
    env: context.env,
    timeoutMs: Math.min(state.settings.checkTimeoutSec * 1000, rerunBudgetMs),
    deadline: Math.min(deadline, context.now() + rerunBudgetMs),
    directory: iterationDirectory(context.home, state.id, state.iteration + 1),
    signal: context.alive,
  })
  const notes = seen.notes.map((detail) => ({ kind: "note", detail }))
  const runs =
    seen.runs > 0 ? [{ kind: "reruns", detail: `${plural(seen.runs, "rerun")} of tests that flipped` }] : []
  const steady = new Set(again.map(({ id }) => id).filter((id) => seen.confirmed.includes(id)))
  return { flaky: seen.flaky, steady, events: [...runs, ...notes] }
}

/**
 * Only failures that decide make a run red; a run that is red without naming any failure stays red. A named test that
 * never ran makes a green run red.
 */
function settle(
  measured: Evidence["verdict"],
  results: readonly CheckResult[],
  blocking: readonly string[],
): Evidence["verdict"] {
  if (measured === "green") return blocking.length > 0 ? "red" : "green"
  if (measured !== "red" || blocking.length > 0) return measured
  const named = results.every(
    ({ end, failures }) => end === "passed" || (end === "failed" && failures.length > 0),
  )
  return named ? "green" : "red"
}

function listings(
  state: LoopState,
  quarantined: readonly string[],
  listed: readonly string[],
): JournalEntry[] {
  const known = new Set(state.flaky)
  const fresh = quarantined.filter((id) => !known.has(id))
  return [
    ...(fresh.length > 0 ? [{ kind: "flaky", detail: fresh.join(", ") }] : []),
    ...(listed.length > 0 ? [{ kind: "listed", detail: `not deciding: ${listed.join(", ")}` }] : []),
  ]
}
