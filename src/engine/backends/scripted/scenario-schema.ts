import { z } from "zod"

const text = z.string().max(1_000_000)
const tokens = z.number().int().min(0).nullable().default(null)

const edit = z.union([
  /** Replaces `from`, once; a file that already holds `to` instead is left alone, so that a turn can be played again. */
  z.strictObject({ file: text.min(1), from: text.min(1), to: text }),
  z.strictObject({ file: text.min(1), text }),
  z.strictObject({ file: text.min(1), remove: z.literal(true) }),
])

const fault = z.strictObject({
  class: z.enum([
    "rate-limited",
    "quota",
    "auth",
    "denied",
    "context",
    "timeout",
    "empty",
    "safety",
    "infrastructure",
  ]),
  why: text.min(1),
  retryable: z.boolean(),
  resumeInMs: z.number().int().min(0).nullable().default(null),
})

/** What the scripted backend plays: a turn of the agent each. */
export const scenarioSchema = z.strictObject({
  turns: z
    .array(
      z.strictObject({
        /** What goes wrong before the turn succeeds, in this order. */
        faults: z.array(fault).max(100).default([]),
        edits: z.array(edit).max(1000).default([]),
        says: text,
        thinkMs: z.number().int().min(0).max(600_000).default(0),
        usage: z
          .strictObject({
            inputTokens: tokens,
            outputTokens: tokens,
            usd: z.number().min(0).nullable().default(null),
          })
          .nullable()
          .default(null),
      }),
    )
    .min(1)
    .max(1000),
})

export type Scenario = z.infer<typeof scenarioSchema>
export type ScenarioTurn = Scenario["turns"][number]
