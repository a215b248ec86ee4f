import { z } from "zod"
import { amount, count, moment } from "../../control/loop-view-schema.ts"
import { formats } from "../../gateway/config/config.ts"

const cap = amount.nullable()

/** A client's key as it may be shown: its secret is told only when it is made. */
const key = z.object({
  name: z.string(),
  /** The beginning of the secret. */
  prefix: z.string(),
  state: z.enum(["open", "expired", "revoked"]),
  models: z.union([z.literal("all"), z.array(z.string())]),
  formats: z.union([z.literal("all"), z.array(z.enum(formats))]),
  caps: z.object({ dailyUsd: cap, weeklyUsd: cap, totalUsd: cap }),
  /** What stands against the caps; US dollars. */
  spent: z.object({ dailyUsd: cap, weeklyUsd: cap, totalUsd: cap }),
  concurrency: count.nullable(),
  /** The loop whose money it spends. */
  loop: z.string().nullable(),
  createdAt: moment,
  expiresAt: moment.nullable(),
  revokedAt: moment.nullable(),
  lastUsedAt: moment.nullable(),
})

/** `for-loop gateway --json` and what stands behind it; no secret but a key's own, once. */
export const gatewaySchema = z.discriminatedUnion("action", [
  z.object({
    action: z.literal("serve"),
    url: z.string(),
    port: count,
    /** The address that opens the gateway's page; it holds the page's token. */
    page: z.string(),
    upstreams: z.array(z.string()),
    /** How many keys open it now. */
    keys: count,
    notes: z.array(z.string()),
  }),
  z.object({
    action: z.literal("check"),
    path: z.string(),
    existed: z.boolean(),
    /** Every value that holds, in the form of `for-loop schema gateway-config`; defaults filled in. */
    config: z.record(z.string(), z.unknown()),
    secrets: z.array(
      z.object({
        upstream: z.string(),
        credential: z.string(),
        where: z.string(),
        state: z.enum(["there", "missing", "unknown", "not-needed"]),
        why: z.string().nullable(),
      }),
    ),
    /** Caps as they stand; `key` = null where all share it. */
    caps: z.array(
      z.object({
        key: z.string().nullable(),
        cap: z.enum(["total", "daily", "weekly"]),
        limit: amount,
        spent: amount,
        reserved: amount,
        resetsAt: moment.nullable(),
      }),
    ),
    variables: z.array(z.string()),
    notes: z.array(z.string()),
  }),
  z.object({ action: z.literal("key-add"), key, secret: z.string() }),
  z.object({ action: z.literal("key-list"), keys: z.array(key) }),
  z.object({ action: z.literal("key-revoke"), key }),
  z.object({ action: z.enum(["credential-add", "credential-remove"]), message: z.string() }),
  z.object({
    action: z.enum(["set-up", "undo"]),
    client: z.string(),
    files: z.array(z.string()),
    message: z.string(),
  }),
  z.object({
    action: z.literal("snippet"),
    client: z.string(),
    title: z.string(),
    fileName: z.string(),
    text: z.string(),
  }),
])

export type GatewayOutput = z.infer<typeof gatewaySchema>
