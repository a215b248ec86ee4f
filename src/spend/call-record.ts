import { isCount, isRecord, parseRecord } from "../system/json-record.ts"
import type { TokenUsage } from "./token-usage.ts"

export const capNames = ["each", "own-daily", "own-weekly", "daily", "weekly"] as const
/** `each`: one loop or one gateway key by itself, for all time; `own-…`: the same, in a day or a week. */
export type CapName = (typeof capNames)[number]

/** A cap as it held when a call asked; amounts in billionths of a dollar, moments in epoch ms. */
export type Limit = {
  readonly cap: CapName
  readonly nanos: number
  readonly from: number
  /** When the cap begins anew; null = never. */
  readonly to: number | null
  /** Spent under this cap and recorded elsewhere (iterations of hosts that tell what they cost). */
  readonly elsewhere: number
}

/** A process, so that reports can tell a call in flight from one whose process is gone. */
type Caller = { readonly pid: number; readonly host: string }

export type Ask = {
  readonly id: string
  readonly at: number
  /** `loop:ID` or `key:ID`. */
  readonly owner: string
  readonly model: string | null
  readonly upstream: string
  /** What the call may cost at most. */
  readonly nanos: number
  readonly limits: readonly Limit[]
  readonly caller: Caller
}

export type Settlement = {
  readonly id: string
  readonly at: number
  readonly nanos: number
  /** `estimated` also where the amount reserved stands in for one that nobody knows. */
  readonly basis: "measured" | "estimated"
  readonly model: string | null
  readonly tokens: TokenUsage | null
}

/** One line of the call log. `nonce` marks the line of a writer, so that it recognises its own among others. */
export type CallRecord = { readonly nonce: string } & (
  | ({ readonly kind: "reserve" } & Ask)
  | ({ readonly kind: "settle" } & Settlement)
  | { readonly kind: "release"; readonly id: string; readonly at: number }
  | { readonly kind: "warned"; readonly key: string; readonly at: number }
  | { readonly kind: "sealed"; readonly at: number }
  | { readonly kind: "carried"; readonly carried: Carried }
)

/** Everything a new file of the log takes over from the file before it. */
export type Carried = {
  /** Amounts in the order of the log: epoch ms, billionths, the id while the call is not settled, and whose they are. */
  readonly entries: readonly (readonly [at: number, nanos: number, id: string | null, owner: string | null])[]
  readonly open: readonly Ask[]
  readonly owners: readonly (readonly [owner: string, nanos: number])[]
  readonly warned: readonly string[]
}

/** Decodes one line; null when it is torn, damaged or of a kind this version does not know. Never throws. */
export function decodeCall(line: string): CallRecord | null {
  const value = parseRecord(line)
  return value === null ? null : checkCall(value)
}

/** The record that a decoded line holds; null for one that nobody may believe. */
export function checkCall(value: Readonly<Record<string, unknown>>): CallRecord | null {
  const { kind, nonce, id, at, key } = value
  if (typeof nonce !== "string") return null
  if (kind === "carried") {
    const carried = decodeCarried(value.carried)
    return carried === null ? null : { kind, nonce, carried }
  }
  if (!isMoment(at)) return null
  if (kind === "sealed") return { kind, nonce, at }
  if (kind === "warned") return typeof key === "string" ? { kind, nonce, key, at } : null
  if (typeof id !== "string") return null
  if (kind === "release") return { kind, nonce, id, at }
  if (kind === "reserve") {
    const ask = decodeAsk(value)
    return ask === null ? null : { kind, nonce, ...ask }
  }
  if (kind !== "settle") return null
  const { nanos, basis, model } = value
  if (!isNanos(nanos) || (basis !== "measured" && basis !== "estimated")) return null
  return { kind, nonce, id, at, nanos, basis, model: textOrNull(model), tokens: decodeTokens(value.tokens) }
}

function decodeAsk(value: Readonly<Record<string, unknown>>): Ask | null {
  const { id, at, owner, model, upstream, nanos, limits, caller } = value
  if (typeof id !== "string" || !isMoment(at) || typeof owner !== "string" || typeof upstream !== "string")
    return null
  if (!isNanos(nanos) || !Array.isArray(limits) || !isRecord(caller)) return null
  const { pid, host } = caller
  const known = limits.map(decodeLimit).filter((limit) => limit !== null)
  // A limit that cannot be read might be the one that refuses: then nothing of the line may be believed.
  if (known.length !== limits.length || !isCount(pid) || typeof host !== "string") return null
  return { id, at, owner, model: textOrNull(model), upstream, nanos, limits: known, caller: { pid, host } }
}

function decodeLimit(value: unknown): Limit | null {
  if (!isRecord(value)) return null
  const { nanos, from, to, elsewhere } = value
  const cap = capNames.find((name) => name === value.cap)
  if (cap === undefined || !isNanos(nanos) || !isMoment(from) || !isNanos(elsewhere)) return null
  if (to !== null && !isMoment(to)) return null
  return { cap, nanos, from, to, elsewhere }
}

function decodeCarried(value: unknown): Carried | null {
  if (!isRecord(value)) return null
  const { entries, open, owners, warned } = value
  if (!Array.isArray(entries) || !Array.isArray(open) || !Array.isArray(owners) || !Array.isArray(warned))
    return null
  const asks = open
    .map((one: unknown) => (isRecord(one) ? decodeAsk(one) : null))
    .filter((ask) => ask !== null)
  const amounts = entries.map(decodeEntry).filter((entry) => entry !== null)
  const sums = owners.map(decodeSum).filter((sum) => sum !== null)
  if (asks.length !== open.length || amounts.length !== entries.length || sums.length !== owners.length)
    return null
  return {
    entries: amounts,
    open: asks,
    owners: sums,
    warned: warned.filter((key) => typeof key === "string"),
  }
}

function decodeEntry(value: unknown): Carried["entries"][number] | null {
  if (!Array.isArray(value)) return null
  const [at, nanos, id, owner]: readonly unknown[] = value
  return isMoment(at) && isNanos(nanos) ? [at, nanos, textOrNull(id), textOrNull(owner)] : null
}

function decodeSum(value: unknown): Carried["owners"][number] | null {
  if (!Array.isArray(value)) return null
  const [owner, nanos]: readonly unknown[] = value
  return typeof owner === "string" && isNanos(nanos) ? [owner, nanos] : null
}

function decodeTokens(value: unknown): TokenUsage | null {
  if (!isRecord(value)) return null
  const amount = (told: unknown): number | null => (isCount(told) ? told : null)
  return {
    input: amount(value.input),
    cachedInput: amount(value.cachedInput),
    cacheWrite: amount(value.cacheWrite),
    output: amount(value.output),
    thinking: amount(value.thinking),
    longCacheWrite: amount(value.longCacheWrite),
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null
}

function isNanos(value: unknown): value is number {
  return isCount(value) && Number.isSafeInteger(value)
}

function isMoment(value: unknown): value is number {
  return isCount(value) && value <= 8.64e15
}
