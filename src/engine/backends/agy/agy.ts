import type { TokenUsage } from "../../../spend/token-usage.ts"
import { findProgram } from "../../../system/find-program.ts"
import { runProcess } from "../../../system/run-process.ts"
import type { Availability, Backend, TurnEnd, TurnEvent, TurnOrder } from "../../backend.ts"
import { nameFiles } from "../../media/name-files.ts"
import { type AgyOutcome, classifyRun } from "./classify.ts"
import { type Said, usageOfTurn } from "./collect.ts"
import {
  type AgyVersion,
  isNewerThanParsed,
  isTooOld,
  parsedVersions,
  readVersion,
  turnArguments,
  turnInput,
} from "./command-line.ts"
import { exhausted, readQuota } from "./quota.ts"
import { runAgy } from "./run-agy.ts"
import { endOf } from "./turn-end.ts"
import { openTurnLog } from "./turn-log.ts"

export type AgyOptions = {
  readonly env: NodeJS.ProcessEnv
  /** Epoch ms. */
  readonly now: () => number
  /** Program and first words; without it `agy` is looked for on the PATH. */
  readonly program?: { readonly path: string; readonly words: readonly string[] }
  /** What the tokens would have cost, for the loop's limit: agy tells no money. */
  readonly estimate?: (model: string | null, usage: TokenUsage) => number | null
  /** Whether the user named a cap in US dollars: then a model without a certain price gets one turn and no more. */
  readonly capped?: boolean
  readonly idleMs?: number
  readonly lingerMs?: number
}

/** A tool may be silent for as long as the longest check. */
const defaultIdleMs = 15 * 60_000
const defaultLingerMs = 5000
const probeMs = 30_000
/** agy's own limit is set a little behind ours, so that ours decides and nothing is lost in silence. */
const printSlackSec = 60

/** The official binary, driven over stream-json (platform document §5). It is started unmodified, once per turn. */
export function agyBackend(options: AgyOptions): Backend {
  let version: AgyVersion | null = null
  let unpriced: string | null = null
  return {
    name: "agy",
    probe: async (signal) => {
      const found = await probe(options, signal)
      version = found.version
      return found.availability
    },
    turn: async (order, on, signal) => {
      version ??= (await probe(options, signal)).version
      const program = programOf(options)
      if (program === null || version === null)
        return endOf({ kind: "config-error", why: missing }, null, options.now())
      if (unpriced !== null) return endOf({ kind: "config-error", why: unpriced }, null, options.now())
      const end = await turn(options, program, version, order, on, signal)
      if (options.capped === true && end.usage.outputTokens !== null && end.usage.usd === null) {
        unpriced = `no certain price is known for ${end.model ?? "its model"}, so a cap in US dollars cannot hold; name the price in prices.json, or leave the cap away`
      }
      return end
    },
    close: async () => {},
  }
}

type Program = { readonly path: string; readonly words: readonly string[] }
const missing = "agy is not on the PATH"

function programOf({ program, env }: AgyOptions): Program | null {
  if (program !== undefined) return program
  const path = findProgram("agy", env)
  return path === null ? null : { path, words: [] }
}

async function probe(
  options: AgyOptions,
  signal: AbortSignal,
): Promise<{ readonly availability: Availability; readonly version: AgyVersion | null }> {
  const program = programOf(options)
  const install = "Install Antigravity's command line and sign in."
  if (program === null)
    return { availability: { kind: "unavailable", why: missing, next: install }, version: null }
  const { end, stdout, stderr } = await ask(options, program, ["--version"], signal)
  const version = end.kind === "exited" ? readVersion(`${stdout}\n${stderr}`) : null
  if (version === null) {
    const why = `${program.path} does not tell its version`
    return {
      availability: { kind: "unavailable", why, next: "Run `agy --version` and read what it says." },
      version,
    }
  }
  const text = version.join(".")
  if (isTooOld(version)) {
    const why = `agy ${text} speaks an older form of the stream`
    return { availability: { kind: "unavailable", why, next: "Update Antigravity." }, version: null }
  }
  const newer = isNewerThanParsed(version)
    ? `; newer than ${parsedVersions.at(-1)}, the newest build this was written against`
    : ""
  return {
    availability: { kind: "ready", why: `agy ${text} is on the PATH${newer}`, version: text },
    version,
  }
}

/** A question that agy answers without a model turn. */
function ask(
  { env }: AgyOptions,
  program: Program,
  args: readonly string[],
  signal: AbortSignal,
): ReturnType<typeof runProcess> {
  return runProcess(program.path, [...program.words, ...args], {
    cwd: process.cwd(),
    env: pinned(env),
    timeoutMs: probeMs,
    maxCaptureBytes: 1024 * 1024,
    signal,
  })
}

/** Its own updates would exchange the binary in the middle of a night. */
function pinned(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, AGY_CLI_DISABLE_AUTO_UPDATE: "true" }
}

async function turn(
  options: AgyOptions,
  program: Program,
  version: AgyVersion,
  order: TurnOrder,
  on: (event: TurnEvent) => void,
  signal: AbortSignal,
): Promise<TurnEnd> {
  const log = openTurnLog(order.folder, order.turn)
  const kept = keptAnswer(log.earlier, options.now())
  if (kept !== null) return kept
  const blocked = await quotaEnd(options, program, order, signal)
  if (blocked !== null) return blocked
  const interrupted = log.earlier?.conversation ?? null
  const resumed = interrupted === null ? order : { ...order, conversation: interrupted }
  const named = nameFiles(order)
  const prompt =
    interrupted === null
      ? named.prompt
      : `Your last turn was interrupted before it ended. Look at what is there already, then go on.\n\n${named.prompt}`
  log.restart()
  const limitMs = Math.max(1000, order.deadline - options.now())
  const run = await runAgy(
    {
      ...{ program: program.path, words: program.words },
      args: turnArguments(
        resumed,
        version,
        limitMs / 1000 + printSlackSec,
        named.folder === null ? [] : [named.folder],
      ),
      stdin: turnInput(prompt),
      cwd: order.workspace,
      env: pinned(options.env),
      idleMs: options.idleMs ?? defaultIdleMs,
      limitMs,
      lingerMs: options.lingerMs ?? defaultLingerMs,
      log: log.add,
    },
    on,
    signal,
  )
  const outcome = classifyRun(run.said, run.exit, run.stderr, options.now())
  return estimated(options, endOf(outcome, run.said, options.now()), run.said)
}

function estimated({ estimate }: AgyOptions, end: TurnEnd, said: Said): TurnEnd {
  const tokens = usageOfTurn(said)
  const usd = tokens === null || estimate === undefined ? null : estimate(said.model, tokens)
  return usd === null ? end : { ...end, usage: { ...end.usage, usd, basis: "estimated" } }
}

/** An answer that came before a kill is taken as it is: it was paid. */
function keptAnswer(earlier: Said | null, now: number): TurnEnd | null {
  if (earlier?.result === null || earlier === null) return null
  const outcome: AgyOutcome = classifyRun(earlier, { kind: "lingered" }, "", now)
  return outcome.kind === "success" ? endOf(outcome, earlier, now) : null
}

/** Asks for the quota before a turn: a turn that dies in its middle costs more than a wait. */
async function quotaEnd(
  options: AgyOptions,
  program: Program,
  order: TurnOrder,
  signal: AbortSignal,
): Promise<TurnEnd | null> {
  const { end, stdout } = await ask(options, program, ["-p", "/usage", "--output-format", "json"], signal)
  if (end.kind !== "exited") return null
  const now = options.now()
  const empty = exhausted(readQuota(stdout), order.model, now)
  if (empty === null) return null
  const resumeInMs = empty.resetsAt === null ? null : empty.resetsAt - now
  return endOf({ kind: "quota", why: `the quota ${empty.id} of agy is used up`, resumeInMs }, null, now)
}
