import { z } from "zod"
import { amount, count, loopViewSchema, moment } from "../control/loop-view-schema.ts"
import { reportSchema } from "../control/report-schema.ts"
import { scenarioSchema } from "../engine/backends/scripted/scenario-schema.ts"
import { gatewayConfigSchema } from "../gateway/config/config-schema.ts"
import { hosts } from "../loop/event.ts"
import { outcomes } from "../loop/outcome.ts"
import { authSchema } from "./auth/auth-schema.ts"
import { gatewaySchema } from "./gateway/gateway-schema.ts"
import { packSchema } from "./pack/pack-schema.ts"
import { runSchema } from "./run/run-schema.ts"
import { spendSchema } from "./spend/spend-schema.ts"

/**
 * The shapes of every command's --json output, the source of `for-loop schema` and of the types the commands fill.
 * Loaded at run time by `schema` alone.
 */
const unreadable = z.object({ id: z.string(), state: z.enum(["damaged", "newer"]), why: z.string() })

const arm = z.object({ token: z.string(), task: z.string(), workspace: z.string(), expiresAt: moment })

/** `backend`: a backend of headless runs, or an upstream of the gateway by its configured name. */
const upstreamLink = z.object({ backend: z.string(), model: z.string().nullable() })

const upstream = upstreamLink.extend({
  state: z.enum(["closed", "half-open", "open"]),
  failures: count,
  until: moment.nullable(),
  why: z.string().nullable(),
})

const statusSchema = z.object({
  home: z.string(),
  at: moment,
  /** `off`: FOR_LOOP_DISABLE or the file `disabled` lets every agent stop. */
  hook: z.enum(["on", "off"]),
  loops: z.array(loopViewSchema),
  unreadable: z.array(unreadable),
  arms: z.array(arm),
  notices: z.array(z.object({ at: moment, loop: z.string(), text: z.string() })),
  /** Services that headless runs leave alone for a while. */
  upstreams: z.array(upstream),
})

const startSchema = z.object({
  token: z.string(),
  /** What has to be pasted into the agent's chat. */
  paste: z.string(),
  expiresAt: moment,
  workspace: z.string(),
  task: z.string(),
  checks: z.array(z.string()),
  why: z.string(),
  limits: z.object({ iterations: count, minutes: amount, usd: amount, checkTimeoutSec: count }),
  branch: z.string().nullable(),
  notes: z.array(z.string()),
  /** Id of the loop once a conversation took the arm; null when nobody waited for it. */
  loop: z.string().nullable(),
})

const listSchema = z.object({
  loops: z.array(
    z.object({
      id: z.string(),
      state: z.union([loopViewSchema.shape.state, unreadable.shape.state]),
      outcome: z.enum(outcomes).nullable(),
      iteration: count.nullable(),
      maxIterations: count.nullable(),
      failing: count.nullable(),
      workspace: z.string().nullable(),
      task: z.string().nullable(),
      updatedAt: moment.nullable(),
    }),
  ),
  /** How many more there are. */
  more: count,
})

const controlSchema = z.object({
  /** `withdraw`: the loop was only armed, and the arm is gone now. */
  request: z.enum(["pause", "resume", "cancel", "steer", "approve", "withdraw"]),
  /** Id of the loop, or the token of an arm. */
  loop: z.string(),
  effect: z.enum(["now", "at-next-event"]),
  message: z.string(),
  next: z.string(),
})

const approveSchema = z.discriminatedUnion("kind", [
  controlSchema.extend({ kind: z.literal("finding"), finding: z.string() }),
  z.object({
    kind: z.literal("config"),
    workspace: z.string(),
    file: z.string(),
    checks: z.array(z.string()),
    hash: z.string(),
    already: z.enum(["new", "known"]),
  }),
])

const change = z.object({ path: z.string(), added: count.nullable(), removed: count.nullable() })

const checkpointsSchema = z.object({
  loop: z.string(),
  workspace: z.string(),
  checkpoints: z.array(
    z.object({ number: count, ref: z.string(), commit: z.string(), at: moment, message: z.string() }),
  ),
})

const diffSchema = z.object({
  loop: z.string(),
  from: count,
  /** Null: the working tree as it is now. */
  to: count.nullable(),
  files: z.array(change),
  added: count,
  removed: count,
  text: z.string(),
})

const restoreSchema = z.object({
  loop: z.string(),
  restored: count,
  changed: count,
  /** Checkpoint of the tree from before the restore: restoring it undoes the restore. */
  safety: z.object({ number: count, ref: z.string() }),
})

const doctorSchema = z.object({
  findings: z.array(
    z.object({
      id: z.string(),
      status: z.enum(["ok", "warn", "fail"]),
      what: z.string(),
      next: z.string().nullable(),
      /** Whether `--fix` can repair it. */
      fixable: z.boolean(),
    }),
  ),
  /** What `--fix` did or could not do, one sentence each. */
  fixed: z.array(z.string()),
})

const installSchema = z.object({
  host: z.enum(hosts),
  done: z.enum(["installed", "planned"]),
  replaced: z.boolean(),
  written: z.array(z.string()),
})

const uninstallSchema = z.object({
  removed: z.array(z.string()),
  /** Files of others that our entries were taken out of. */
  cleaned: z.array(z.string()),
  /** Checkpoint refs that --purge removed from the repositories of the loops. */
  checkpoints: z.number().int(),
  /** Folder in which loops and reports stay; null when there is none any more. */
  kept: z.string().nullable(),
  left: z.array(z.string()),
})

const gcSchema = z.object({
  loops: z.array(z.string()),
  arms: count,
  leftovers: count,
  checkpoints: count,
  /** Of the gateway, made for loops and revoked since. */
  keys: count,
})

const dashboardSchema = z.object({
  /** Address with its secret: whoever has it can steer the loops. */
  url: z.string(),
  port: count,
  home: z.string(),
  /** Null: the loops of all workspaces. */
  workspace: z.string().nullable(),
})

const configSchema = z
  .object({
    $schema: z.string().optional().describe("Where an editor finds this schema."),
    checks: z
      .array(z.string().min(1).max(4000).regex(/\S/))
      .max(50)
      .optional()
      .describe(
        "Commands that decide, in their order; all must pass. They run only after you approved this exact file.",
      ),
  })
  .describe("for-loop.config.json: which commands decide about a loop in this repository.")

const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), next: z.string() }),
})

/** Every schema by the name that `for-loop schema NAME` takes. */
const restingCredential = z.object({
  upstream: z.string(),
  credential: z.string(),
  /** Null: it rests for all models. */
  model: z.string().nullable(),
  class: z.enum(["minute", "day", "billing", "overload", "auth"]),
  until: moment,
  why: z.string(),
})

const upstreamsSchema = z.object({
  upstreams: z.array(upstream),
  /** Credentials of the gateway that are left alone for a while. */
  credentials: z.array(restingCredential),
  /** Those that were closed by hand now. */
  reset: z.array(upstreamLink),
  /** Credentials whose rest was ended by hand now. */
  woken: z.array(restingCredential),
})

export const outputSchemas = {
  config: configSchema,
  error: errorSchema,
  start: startSchema,
  status: statusSchema,
  list: listSchema,
  dashboard: dashboardSchema,
  report: reportSchema,
  pause: controlSchema,
  resume: controlSchema,
  cancel: controlSchema,
  steer: controlSchema,
  approve: approveSchema,
  checkpoints: checkpointsSchema,
  diff: diffSchema,
  restore: restoreSchema,
  spend: spendSchema,
  pack: packSchema,
  doctor: doctorSchema,
  install: installSchema,
  uninstall: uninstallSchema,
  gc: gcSchema,
  auth: authSchema,
  upstreams: upstreamsSchema,
  gateway: gatewaySchema,
  /** `gateway/config.json` in the home. */
  "gateway-config": gatewayConfigSchema,
  /** One line of its stream. */
  run: runSchema,
  /** What `run --scenario` reads. */
  scenario: scenarioSchema,
} as const

export type Outputs = { readonly [Name in keyof typeof outputSchemas]: z.infer<(typeof outputSchemas)[Name]> }
