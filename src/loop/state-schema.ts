import { z } from "zod"
import { hosts } from "./event.ts"
import { outcomes } from "./outcome.ts"
import { stateVersion } from "./version.ts"

const count = z.number().int().min(0).max(1_000_000_000)
/** A stretch of time. A loop may rest for months, and clocks are set: only what no date can hold is refused. */
const durationMs = z.number().int().min(0).max(8.64e15)
const epochMs = z.number().min(0).max(8.64e15)
const text = (max: number) => z.string().max(max)
const usd = z.number().min(0).max(1e9)

export const settingsSchema = z.object({
  maxIterations: z.number().int().min(1).max(1000),
  maxMinutes: z.number().min(1).max(10_080),
  maxUsd: usd,
  checkTimeoutSec: z.number().int().min(1).max(1700),
  completion: text(500).min(1).nullable(),
  mode: z.enum(["safe", "auto", "unsafe"]),
  reviewEvery: z.number().int().min(1).max(1000).nullable(),
  branch: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("auto") }),
    z.object({ kind: z.literal("named"), name: text(250).min(1) }),
    z.object({ kind: z.literal("none") }),
  ]),
  commitEach: z.boolean(),
  allowTestEdits: z.boolean(),
  phases: z.boolean(),
})

/** A night of large turns passes a billion. */
const tokens = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

/** Tokens and money of a stretch of work; `basis` says how the numbers came about. */
export const usageSchema = z.object({
  inputTokens: tokens.nullable(),
  outputTokens: tokens.nullable(),
  usd: usd.nullable(),
  basis: z.enum(["measured", "estimated", "unknown"]),
})

const iterationSchema = z.object({
  n: count,
  at: epochMs,
  durationMs,
  checkMs: durationMs,
  verdict: z.enum(["green", "red", "inconclusive", "unchecked"]),
  failing: count,
  fixed: count,
  added: count,
  /** Quarantined tests so far, and findings of the integrity gate that block. */
  flaky: count,
  findings: count,
  reused: z.boolean(),
  claim: z.enum(["none", "promise", "blocked"]),
  decision: z.enum(["continue", "permit"]),
  checkpoint: text(200).nullable(),
})

const journalEventSchema = z.object({
  seq: count,
  at: epochMs,
  kind: text(60),
  detail: text(4000),
})

const answerSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("permit"), outcome: z.enum(outcomes).nullable(), reason: text(4000) }),
  z.object({ kind: z.literal("continue"), prompt: text(20_000) }),
])

/** Everything that is stored of one loop. Unknown keys of a newer writer survive (validated as open objects). */
export const stateSchema = z.object({
  version: z.literal(stateVersion),
  id: text(80).min(1),
  host: z.enum(hosts),
  conversationId: text(200).nullable(),
  /** Key of the user row that started or last steered this loop (S54, re-arm protection). */
  requestKey: text(400).nullable(),
  workspace: text(4096).min(1),
  task: text(200_000),
  settings: settingsSchema,
  /** Ordered check commands as approved; empty = `--no-check`. */
  checks: z.array(text(4000).min(1)).max(50),
  status: z.enum(["armed", "running", "paused", "ended"]),
  outcome: z
    .object({
      kind: z.enum(outcomes),
      reason: text(4000),
      at: epochMs,
      resumeAt: epochMs.nullable(),
      /** What lifts a pause: the user's explicit resume, their next message, or the passing of `resumeAt`. */
      until: z.enum(["resume", "user-message", "reset-time", "never"]),
    })
    .nullable(),
  createdAt: epochMs,
  startedAt: epochMs.nullable(),
  updatedAt: epochMs,
  /** Time spent paused, in ms; it does not count against `maxMinutes`. */
  pausedMs: durationMs,
  pausedSince: epochMs.nullable(),
  iteration: count.max(1000),
  baseline: z.object({
    verdict: z.enum(["green", "red", "unknown"]),
    failing: z.array(text(1000)).max(2000),
    tree: text(100).nullable(),
    head: text(100).nullable(),
  }),
  branch: z.object({ name: text(300), previous: text(300).nullable() }).nullable(),
  /** Failing ids at the last Stop. */
  failing: z.array(text(1000)).max(2000),
  /** Quarantined: seen red and green at the same tree (S82). */
  flaky: z.array(text(1000)).max(500),
  tree: text(100).nullable(),
  head: text(100).nullable(),
  progress: z.object({
    breaker: z.enum(["closed", "half-open", "open"]),
    why: text(1000).nullable(),
    /** Hash of the failing set and tree of the last iterations, oldest first. */
    recent: z.array(z.object({ set: text(64), tree: text(100).nullable(), failing: count })).max(12),
    sameSet: count,
    noChange: count,
    infra: count,
    edited: z.boolean(),
    /** Epoch ms of the last continues without an edit in between (S69). */
    continuesAt: z.array(epochMs).max(10),
    /** `ran`, `passed`: how many tests, where the reports count them. */
    best: z
      .object({ iteration: count, failing: count, ran: count.optional(), passed: count.optional() })
      .nullable(),
    /** Tool calls that did not happen at the last Stop, and in how many turns in a row (S58). */
    failedCalls: z
      .array(z.object({ key: text(100), what: text(300), turns: count }))
      .max(40)
      .optional(),
  }),
  /** Tool calls of the present turn that our own guard refused. */
  refused: z
    .array(z.object({ key: text(100), what: text(300) }))
    .max(40)
    .optional(),
  /** One `steer` hint waiting to be told to the agent. */
  hint: text(4000).nullable(),
  /** Set once a spent time or money budget was announced to the agent; the next Stop ends the loop (S59). */
  windDown: z.enum(["time-limit", "spend-limit"]).nullable(),
  approved: z.array(z.object({ finding: text(400), by: text(200), at: epochMs })).max(1000),
  last: z.object({ turnKey: text(2000), at: epochMs, answer: answerSchema, replays: count }).nullable(),
  /** Continue that waits for a heartbeat; none within 30 s reads as host-capped (S39). */
  awaitingSince: epochMs.nullable(),
  /** Length and hash of an accumulating host message at the last Stop (Gemini CLI). */
  seenMessage: z.object({ length: count, hash: text(100) }).nullable(),
  faults: z.object({ count, last: text(2000).nullable() }),
  spend: usageSchema.extend({ checkMs: durationMs }),
  guarded: z.array(z.object({ path: text(4096), hash: text(100).nullable() })).max(100),
  iterations: z.array(iterationSchema).max(1000),
  seq: count,
  /** Events of the last save, so that a journal cut off by a kill can be completed. */
  lastEvents: z.array(journalEventSchema).max(100),
  /** What the last measured step used, so that a ledger cut off by a kill can be completed. */
  lastSpent: usageSchema
    .extend({
      at: epochMs,
      iteration: count,
      model: text(200).nullable(),
      wallMs: durationMs,
      checkMs: durationMs,
    })
    .optional(),
})
