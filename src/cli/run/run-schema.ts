import { z } from "zod"
import { amount, count, moment } from "../../control/loop-view-schema.ts"
import { backendNames } from "../../engine/backend.ts"
import { phaseNames } from "../../engine/phases/phase.ts"
import { outcomes } from "../../loop/outcome.ts"

const link = z.object({ backend: z.enum(backendNames), model: z.string().nullable() })
const line = { at: moment }

/** One line of `for-loop run --json`: what happens while it happens; the last line is `result` or `error`. */
export const runSchema = z.discriminatedUnion("event", [
  z.object({ ...line, event: z.literal("backend"), chain: z.array(link), why: z.array(z.string()) }),
  z.object({
    ...line,
    event: z.literal("begun"),
    loop: z.string(),
    resumed: z.boolean(),
    task: z.string(),
    workspace: z.string(),
    checks: z.array(z.string()),
    failing: count,
    branch: z.string().nullable(),
  }),
  z.object({ ...line, event: z.literal("turn"), turn: count, link, prompt: z.string() }),
  z.object({ ...line, event: z.literal("text"), turn: count, text: z.string() }),
  z.object({
    ...line,
    event: z.literal("tool"),
    turn: count,
    phase: z.enum(["started", "ended"]),
    name: z.string(),
    what: z.string(),
    failed: z.boolean(),
  }),
  z.object({
    ...line,
    event: z.literal("usage"),
    turn: count,
    model: z.string(),
    input: count.nullable(),
    cachedInput: count.nullable(),
    output: count.nullable(),
    thinking: count.nullable(),
  }),
  z.object({ ...line, event: z.literal("note"), turn: count, text: z.string() }),
  z.object({ ...line, event: z.literal("fault"), turn: count, link, class: z.string(), why: z.string() }),
  z.object({ ...line, event: z.literal("failover"), from: link, to: link, why: z.string() }),
  z.object({ ...line, event: z.literal("waiting"), until: moment, why: z.string() }),
  z.object({ ...line, event: z.literal("checking"), turn: count }),
  /** With --phases: one begins (`end` is null), or a turn of one has ended and left its artifact. */
  z.object({
    ...line,
    event: z.literal("phase"),
    turn: count,
    phase: z.enum(phaseNames),
    number: count,
    end: z
      .object({
        artifact: z.string(),
        findings: z.object({ P0: count, P1: count, P2: count }),
        next: z
          .object({
            phase: z.enum(phaseNames),
            how: z.enum(["next", "again", "redesign", "part-one", "repair"]),
          })
          .nullable(),
        why: z.string().nullable(),
      })
      .nullable(),
  }),
  z.object({
    ...line,
    event: z.literal("iteration"),
    turn: count,
    iteration: count,
    verdict: z.enum(["green", "red", "inconclusive", "unchecked"]),
    failing: count,
    fixed: count,
    added: count,
    decision: z.enum(["continue", "permit"]),
  }),
  z.object({
    ...line,
    event: z.literal("result"),
    loop: z.string(),
    state: z.enum(["paused", "ended"]),
    outcome: z.enum(outcomes),
    exitCode: count,
    reason: z.string(),
    iterations: count,
    elapsedMs: count,
    spend: z.object({
      usd: amount.nullable(),
      inputTokens: count.nullable(),
      outputTokens: count.nullable(),
      basis: z.enum(["measured", "estimated", "unknown"]),
    }),
    failing: z.array(z.string()),
    branch: z.string().nullable(),
    /** Where the Markdown report was written; null when nobody asked for one. */
    report: z.string().nullable(),
    next: z.string(),
  }),
  z.object({
    ...line,
    event: z.literal("error"),
    code: z.string(),
    message: z.string(),
    next: z.string(),
    exitCode: count,
  }),
])

export type RunLine = z.infer<typeof runSchema>
