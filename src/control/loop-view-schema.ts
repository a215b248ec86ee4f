import { z } from "zod"
import { hosts } from "../loop/event.ts"
import { outcomes } from "../loop/outcome.ts"

/** Moments are ISO 8601 in UTC, durations milliseconds. */
export const moment = z.iso.datetime()
export const count = z.number().int().min(0)
export const amount = z.number().min(0)

const usage = z.object({
  usd: amount.nullable(),
  inputTokens: count.nullable(),
  outputTokens: count.nullable(),
  /** How the numbers came about; `unknown` numbers are null, never zero. */
  basis: z.enum(["measured", "estimated", "unknown"]),
  checkMs: count,
})

const outcome = z.object({
  kind: z.enum(outcomes),
  exitCode: count,
  reason: z.string(),
  at: moment,
  resumeAt: moment.nullable(),
  /** What lifts a pause. */
  until: z.enum(["resume", "user-message", "reset-time", "never"]),
})

/** One loop as `status` and `report` tell it. */
export const loopViewSchema = z.object({
  id: z.string(),
  state: z.enum(["armed", "running", "checking", "interrupted", "host-capped", "paused", "ended"]),
  outcome: outcome.nullable(),
  task: z.string(),
  workspace: z.string(),
  host: z.enum(hosts),
  conversation: z.string().nullable(),
  createdAt: moment,
  startedAt: moment.nullable(),
  updatedAt: moment,
  iteration: count,
  maxIterations: count,
  elapsedMs: count,
  maxMinutes: amount,
  checks: z.array(z.string()),
  failing: z.object({
    now: count,
    baseline: count,
    /** Against the Stop before the last one; null before the first. */
    fixed: count.nullable(),
    added: count.nullable(),
    /** Ids of the first few. */
    first: z.array(z.string()),
  }),
  /** What stands in the way now, in one line; null when nothing does. */
  blocks: z.string().nullable(),
  breaker: z.object({ state: z.enum(["closed", "half-open", "open"]), why: z.string().nullable() }),
  left: z.object({ iterations: count, minutes: amount, usd: amount.nullable() }),
  spend: usage,
  branch: z.object({ name: z.string(), previous: z.string().nullable() }).nullable(),
  heartbeat: z.object({ at: moment, count }).nullable(),
  /** Requests of the user that the loop has not obeyed yet. */
  requested: z.array(z.enum(["cancel", "pause", "resume", "steer", "approve"])),
  next: z.string(),
})

export type LoopView = z.infer<typeof loopViewSchema>
