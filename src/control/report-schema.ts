import { z } from "zod"
import { amount, count, loopViewSchema, moment } from "./loop-view-schema.ts"

const evidenceSchema = z.object({
  checks: z.array(
    z.object({
      command: z.string(),
      end: z.string(),
      exitCode: z.number().nullable(),
      durationMs: amount,
      counts: z.object({ passed: count, failed: count, skipped: count }).nullable(),
      failures: z.array(
        z.object({
          id: z.string(),
          file: z.string().nullable(),
          line: z.number().nullable(),
          message: z.string(),
        }),
      ),
      logPath: z.string().nullable(),
      note: z.string().nullable(),
    }),
  ),
  findings: z.array(
    z.object({
      id: z.string(),
      file: z.string(),
      line: z.number().nullable(),
      severity: z.string(),
      why: z.string(),
      before: z.string(),
      after: z.string(),
    }),
  ),
})

/** The report of one loop, as `report` prints it. */
export const reportSchema = z.object({
  loop: loopViewSchema,
  baseline: z.object({ verdict: z.enum(["green", "red", "unknown"]), failing: z.array(z.string()) }),
  iterations: z.array(
    z.object({
      n: count,
      at: moment,
      durationMs: count,
      checkMs: count,
      verdict: z.enum(["green", "red", "inconclusive", "unchecked"]),
      failing: count,
      fixed: count,
      added: count,
      flaky: count,
      findings: count,
      reused: z.boolean(),
      claim: z.enum(["none", "promise", "blocked"]),
      decision: z.enum(["continue", "permit"]),
      checkpoint: z.string().nullable(),
      diff: z.object({ files: count, added: count, removed: count }).nullable(),
    }),
  ),
  evidence: evidenceSchema.nullable(),
  failing: z.array(z.string()),
  /** What each phase of a loop with --phases left last, as Markdown; empty for other loops. */
  phases: z.array(z.object({ name: z.string(), path: z.string(), text: z.string() })),
  approved: z.array(z.object({ finding: z.string(), by: z.string(), at: moment })),
  /** Whether git has checkpoints of it, and if not, why. */
  git: z.object({ checkpoints: count, why: z.string().nullable() }),
  merge: z.array(z.string()),
})

export type Report = z.infer<typeof reportSchema>
