import { isCount, isRecord, parseRecord } from "../../system/json-record.ts"
import type { Format, UpstreamKind } from "../config/config.ts"
import { upstreamKinds } from "../config/config.ts"
import type { CallUsage, GatewayError } from "../model/exchange.ts"
import type { Attempt, Call, CallEnd, Operation } from "./call.ts"

type Fields = Readonly<Record<string, unknown>>

const formats: readonly Format[] = ["openai-chat", "openai-responses", "anthropic", "gemini"]
const operations: readonly Operation[] = ["generate", "stream", "count", "embed", "models"]
const codes: readonly GatewayError["code"][] = [
  "bad-request",
  "unauthorized",
  "forbidden",
  "not-found",
  "too-large",
  "rate-limited",
  "quota",
  "budget",
  "upstream-auth",
  "overloaded",
  "timeout",
  "upstream",
  "unsupported",
  "internal",
]

/** A call that ended, as a line of the log without its end; and back, null for anything that is none. */
export function encodeCall(call: Call): string {
  return JSON.stringify(call)
}

export function decodeCall(line: string): (Call & { readonly end: CallEnd }) | null {
  const call = parseRecord(line)
  if (call === null || !isRecord(call.end) || !Array.isArray(call.attempts)) return null
  const format = formats.find((each) => each === call.format)
  const operation = operations.find((each) => each === call.operation)
  const end = endOf(call.end)
  const attempts = call.attempts.map((each: unknown) => (isRecord(each) ? attemptOf(each) : null))
  if (typeof call.id !== "string" || format === undefined || operation === undefined || end === null)
    return null
  if (!isCount(call.at) || attempts.includes(null)) return null
  return {
    id: call.id,
    key: textOf(call.key),
    loop: textOf(call.loop),
    iteration: countOf(call.iteration),
    format,
    operation,
    model: textOf(call.model),
    bytesIn: countOf(call.bytesIn) ?? 0,
    at: call.at,
    attempts: attempts.filter((each) => each !== null),
    end,
  }
}

function attemptOf(fields: Fields): Attempt | null {
  const kind: UpstreamKind | undefined = upstreamKinds.find((each) => each === fields.kind)
  const { upstream, model, at } = fields
  if (kind === undefined || typeof upstream !== "string" || typeof model !== "string" || !isCount(at))
    return null
  return {
    upstream,
    kind,
    model,
    credential: textOf(fields.credential),
    why: textOf(fields.why),
    status: countOf(fields.status),
    error: textOf(fields.error),
    ms: countOf(fields.ms) ?? 0,
    at,
  }
}

function endOf(fields: Fields): CallEnd | null {
  const { status, ms, basis } = fields
  if (!isCount(status) || !isCount(ms)) return null
  if (basis !== "measured" && basis !== "estimated" && basis !== "unknown") return null
  return {
    status,
    code: codes.find((each) => each === fields.code) ?? null,
    usage: isRecord(fields.usage) ? usageOf(fields.usage) : null,
    usd: countOf(fields.usd),
    basis,
    ttfbMs: countOf(fields.ttfbMs),
    ms,
    bytesOut: countOf(fields.bytesOut) ?? 0,
    aborted: fields.aborted === true,
    notes: Array.isArray(fields.notes) ? fields.notes.filter((each) => typeof each === "string") : [],
  }
}

function usageOf(fields: Fields): CallUsage {
  return {
    input: countOf(fields.input),
    cachedInput: countOf(fields.cachedInput),
    cacheWrite: countOf(fields.cacheWrite),
    output: countOf(fields.output),
    thinking: countOf(fields.thinking),
  }
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null
}

function countOf(value: unknown): number | null {
  return isCount(value) ? value : null
}
