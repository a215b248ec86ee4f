import { delimiter, join } from "node:path"
import type { CheckResult, Failure, FailureClass } from "../loop/evidence.ts"
import { ensureDir } from "../system/atomic-file.ts"
import type { Delta } from "./delta.ts"
import { outcomeOf, type RerunOutcome } from "./flaky-outcome.ts"
import { type Rerun, rerunsOf } from "./rerun.ts"
import { runCheck } from "./run-check.ts"
import type { RunChecks } from "./run-checks.ts"

/** A test that changed sides between two runs; `from` is the side it left. */
export type Flip = {
  readonly id: string
  readonly from: "red" | "green"
  /** The failure now (from green) or at the last Stop (from red), where it is known. */
  readonly failure: Failure | null
}

/** Limits are those of each rerun and of all together; `rerun-1.log` and so on go to the folder. */
export type ConfirmFlips = Omit<RunChecks, "checks"> & {
  readonly flips: readonly Flip[]
  /** The run in which the flips were seen; its checks are what is narrowed. */
  readonly results: readonly CheckResult[]
}

export type ConfirmedFlips = {
  /** Seen red and green at the same tree: to be quarantined (S82). */
  readonly flaky: readonly string[]
  /** Every rerun said what the run had said. */
  readonly confirmed: readonly string[]
  /** Could not be rerun; they stay what the run said. */
  readonly unproven: readonly string[]
  /** Processes started. */
  readonly runs: number
  /** Sentences for people, without text from the project's output but test ids. */
  readonly notes: readonly string[]
}

/** More flips than this in one direction are the work of an edit, not of chance. */
const mostFlips = 10
const shortestRunMs = 200

/** What does not change from run to run: nobody reruns a compiler to see whether it means it. */
const deterministic: ReadonlySet<FailureClass> = new Set(["syntax", "missing-module", "type", "lint"])

/** The flips of a run, from its delta. `before` are the failures of the last Stop, as far as they were kept. */
export function flipsOf(
  delta: Pick<Delta, "added" | "fixed">,
  results: readonly CheckResult[],
  before: readonly Failure[],
): Flip[] {
  const failures = new Map(results.flatMap((result) => result.failures).map((entry) => [entry.id, entry]))
  const earlier = new Map(before.map((entry) => [entry.id, entry]))
  const flips = [
    ...delta.added.map((id): Flip => ({ id, from: "green", failure: failures.get(id) ?? null })),
    ...delta.fixed.map((id): Flip => ({ id, from: "red", failure: earlier.get(id) ?? null })),
  ]
  return flips.filter(
    ({ id, failure }) => !id.startsWith("check:") && (failure === null || !deterministic.has(failure.class)),
  )
}

/**
 * Reruns just the tests that flipped, up to twice each at the present tree (S82). A test that is then once red and once green is
 * flaky. One that twice says the opposite of the run may only depend on the tests around it, so the check as a whole decides.
 * Bounded: at most 10 flips a direction, two reruns a flip and one of each check, nothing beyond `deadline`. Never throws for what a
 * rerun does; what could not be rerun is `unproven`.
 */
export async function confirmFlips(order: ConfirmFlips): Promise<ConfirmedFlips> {
  const notes: string[] = []
  const candidates = bounded(order.flips, notes)
  const runner = rerunner(order)
  const watched: Watched[] = candidates.map((flip) => ({
    flip,
    ways: waysOf(flip, order),
    said: [] as Side[],
  }))
  // Round by round: when time runs out, every flip had its first rerun before any had its second.
  for (const round of [1, 2]) {
    for (const entry of watched) {
      if (round === 2 && entry.said.length === 0) continue
      const outcome = await firstOf(entry, round, runner)
      if (outcome !== "unknown") entry.said.push(outcome)
    }
  }
  const flaky: string[] = []
  const confirmed: string[] = []
  const unproven: string[] = order.flips.filter((flip) => !candidates.includes(flip)).map((flip) => flip.id)
  for (const entry of watched) {
    const { id } = entry.flip
    const verdict = await judge(entry, runner)
    if (verdict.kind === "flaky") flaky.push(id)
    else if (verdict.kind === "confirmed") confirmed.push(id)
    else unproven.push(id)
    if (verdict.note !== null) notes.push(verdict.note)
  }
  return {
    flaky: flaky.sort(),
    confirmed: confirmed.sort(),
    unproven: unproven.sort(),
    runs: runner.runs(),
    notes,
  }
}

type Side = Exclude<RerunOutcome, "unknown">
/** A command that says something about a test, and the check it comes from. */
type Way = Omit<Rerun, "scope"> & { readonly scope: Rerun["scope"] | "suite"; readonly check: string }
type Watched = { readonly flip: Flip; ways: readonly Way[]; readonly said: Side[] }
type Rerunner = { rerun(way: Way, round: number): Promise<CheckResult | null>; runs(): number }

function bounded(flips: readonly Flip[], notes: string[]): Flip[] {
  return (["red", "green"] as const).flatMap((from) => {
    const those = flips.filter((flip) => flip.from === from)
    if (those.length <= mostFlips) return those
    const to = from === "red" ? "green" : "red"
    notes.push(
      `${those.length} tests turned ${to} at once, so they were not rerun: that many do not flip by chance.`,
    )
    return []
  })
}

/** The checks that can have run a test: the one that reported it, or every one whose runner its id fits. */
function checksOf(flip: Flip, results: readonly CheckResult[]): readonly CheckResult[] {
  const reporting = results.filter((result) => result.failures.some((failure) => failure.id === flip.id))
  return reporting.length > 0 ? reporting : results
}

function waysOf(flip: Flip, order: ConfirmFlips): Way[] {
  const file = flip.failure?.file ?? null
  const { workspace } = order
  const checks = checksOf(flip, order.results)
  const narrow = checks.flatMap(({ command }) =>
    rerunsOf({ id: flip.id, file, command, workspace, platform: process.platform }).map(
      (way): Way => ({ ...way, check: command }),
    ),
  )
  if (narrow.length > 0) return narrow
  // Without a filter only the whole check can tell, and only when it is known which one.
  return checks.length === 1 ? checks.map((check) => suiteWay(check.command)) : []
}

function suiteWay(command: string): Way {
  return { command, scope: "suite", passes: null, bin: null, check: command }
}

/** What the first way that tells anything says; later rounds keep to that way. */
async function firstOf(entry: Watched, round: number, runner: Rerunner): Promise<RerunOutcome> {
  for (const way of entry.ways) {
    const result = await runner.rerun(way, round)
    const outcome = result === null ? "unknown" : outcomeOf(result, entry.flip.id, way)
    if (outcome === "unknown") continue
    entry.ways = [way]
    return outcome
  }
  return "unknown"
}

type Judged = { readonly kind: "flaky" | "confirmed" | "unproven"; readonly note: string | null }

async function judge(entry: Watched, runner: Rerunner): Promise<Judged> {
  const { flip, said } = entry
  const now: Side = flip.from === "red" ? "green" : "red"
  if (said.length === 0) return { kind: "unproven", note: null }
  if (said.every((side) => side === now)) return { kind: "confirmed", note: null }
  if (said.includes(now) || entry.ways[0]?.scope === "suite") return { kind: "flaky", note: null }
  const whole = suiteWay(entry.ways[0]?.check ?? "")
  const result = await runner.rerun(whole, 1)
  const outcome = result === null ? "unknown" : outcomeOf(result, flip.id, whole)
  const alone = now === "red" ? "passes" : "fails"
  if (outcome === "unknown") {
    return { kind: "unproven", note: `${flip.id} ${alone} when it runs alone; why is not known.` }
  }
  if (outcome !== now) return { kind: "flaky", note: null }
  return {
    kind: "confirmed",
    note: `${flip.id} ${alone} when it runs alone: it depends on the tests around it.`,
  }
}

/** Starts reruns one after another, each command once per round, however many tests it answers for. */
function rerunner(order: ConfirmFlips): Rerunner {
  const now = order.now ?? Date.now
  const done = new Map<string, Promise<CheckResult | null>>()
  let runs = 0
  const start = async (way: Way): Promise<CheckResult | null> => {
    const leftMs = order.deadline - now()
    const usualMs = order.results.find((result) => result.command === way.command)?.durationMs ?? 0
    if (order.signal?.aborted === true || leftMs < Math.max(shortestRunMs, usualMs)) return null
    ensureDir(order.directory)
    runs++
    return await runCheck({
      command: way.command,
      workspace: order.workspace,
      env: way.bin === null ? order.env : withBin(order.env, join(order.workspace, way.bin)),
      timeoutMs: Math.min(order.timeoutMs, leftMs),
      base: join(order.directory, `rerun-${runs}`),
      signal: order.signal,
    })
  }
  return {
    rerun(way, round) {
      const key = `${round} ${way.command}`
      const earlier = done.get(key)
      if (earlier !== undefined) return earlier
      const result = start(way)
      done.set(key, result)
      return result
    },
    runs: () => runs,
  }
}

/** Where a package manager would find the programs of its scripts. */
function withBin(env: NodeJS.ProcessEnv, folder: string): NodeJS.ProcessEnv {
  const name = Object.keys(env).find((key) => key.toUpperCase() === "PATH") ?? "PATH"
  return { ...env, [name]: [folder, env[name]].filter(Boolean).join(delimiter) }
}
