import { ago, iso, isoOrNull, localTime } from "../../control/words.ts"
import type { ClientKey } from "../../gateway/keys/key.ts"
import { type MoneyCap, openMoney } from "../../gateway/money/open-money.ts"
import { usdText } from "../../spend/money.ts"
import type { CliContext } from "../context.ts"
import type { Paint } from "../paint.ts"
import type { GatewayOutput } from "./gateway-schema.ts"

type ShownKey = Extract<GatewayOutput, { readonly action: "key-list" }>["keys"][number]

/** What stands against the caps of these keys, and against those that all share. */
export function spentUnder({ home, now }: CliContext, keys: readonly ClientKey[]): readonly MoneyCap[] {
  const none = { dailyUsd: null, weeklyUsd: null, unknownPrice: "refuse" } as const
  return openMoney({ home, now, budget: () => none }).view(keys)
}

/** A key for people and programs; `spent`: its caps as they stand, where they were asked for. */
export function shownKey(key: ClientKey, spent: readonly MoneyCap[], now: number): ShownKey {
  const under = (cap: MoneyCap["cap"]): number | null =>
    spent.find((one) => one.key === key.name && one.cap === cap)?.spent ?? null
  return {
    name: key.name,
    prefix: key.prefix,
    state: stateOf(key, now),
    models: key.models === "all" ? "all" : [...key.models],
    formats: key.formats === "all" ? "all" : [...key.formats],
    caps: { ...key.caps },
    spent: { dailyUsd: under("daily"), weeklyUsd: under("weekly"), totalUsd: under("total") },
    concurrency: key.concurrency,
    loop: key.loop,
    createdAt: iso(key.createdAt),
    expiresAt: isoOrNull(key.expiresAt),
    revokedAt: isoOrNull(key.revokedAt),
    lastUsedAt: isoOrNull(key.lastUsedAt),
  }
}

/** Every key on a line, with what limits it. */
export function keyTable(keys: readonly ShownKey[], now: number, paint: Paint): string {
  if (keys.length === 0) return "There is no key yet; make one with `for-loop gateway key add NAME`.\n"
  const width = Math.max(...keys.map(({ name }) => name.length))
  const lines = keys.map((key) => {
    const state = key.state === "open" ? "" : paint("yellow", `  ${key.state}`)
    const used = key.lastUsedAt === null ? "never used" : `used ${ago(Date.parse(key.lastUsedAt), now)}`
    return `  ${paint("bold", key.name.padEnd(width))}  ${key.prefix}…  ${used}${state}${limitsOf(key)}`
  })
  return `${lines.join("\n")}\n`
}

function limitsOf({ models, formats, caps, spent, concurrency, expiresAt, loop }: ShownKey): string {
  const amount = (word: string, cap: number | null, used: number | null): string[] =>
    cap === null ? [] : [`${usdText(used ?? 0)} of ${usdText(cap)} ${word}`]
  const limits = [
    ...amount("a day", caps.dailyUsd, spent.dailyUsd),
    ...amount("a week", caps.weeklyUsd, spent.weeklyUsd),
    ...amount("in all", caps.totalUsd, spent.totalUsd),
    ...(models === "all" ? [] : [`models ${models.join(", ")}`]),
    ...(formats === "all" ? [] : [`formats ${formats.join(", ")}`]),
    ...(concurrency === null ? [] : [`${concurrency} at a time`]),
    ...(expiresAt === null ? [] : [`until ${localTime(Date.parse(expiresAt))}`]),
    ...(loop === null ? [] : [`of the loop ${loop}`]),
  ]
  return limits.length === 0 ? "" : `  (${limits.join("; ")})`
}

function stateOf({ revokedAt, expiresAt }: ClientKey, now: number): ShownKey["state"] {
  if (revokedAt !== null) return "revoked"
  return expiresAt !== null && expiresAt <= now ? "expired" : "open"
}
