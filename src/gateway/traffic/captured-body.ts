import { isRecord } from "../../system/json-record.ts"
import { redactedMark } from "../../verify/redact.ts"
import { createSseReader } from "../sse/read.ts"
import { redactTraffic } from "./redact-traffic.ts"

const mostNodes = 100_000
const deepest = 60
/** Larger bodies are looked at up to here. */
const mostBody = 8 * 1024 * 1024
const secretName =
  /^(thought_?signature|signature|encrypted_content|authorization|cookie|(x-)?(goog-|anthropic-)?api[-_]?key|.*(token|secret|password))$/i
/** Numbers may be called like that, too. */
const countName = /tokens?(_?count|_?details)?$/i

/**
 * A body as it may be kept: every string redacted and at most 20,000 characters. Of a stream, the pieces of each field are
 * joined first, because a secret that comes in two pieces has no shape in either.
 */
export function capturedBody(body: string, secrets: readonly string[]): unknown {
  if (body.length > mostBody) return redactTraffic(body, secrets)
  const value = parsed(body)
  if (value !== undefined) return cleanValue(value, secrets)
  return /^(event|data|id|:)/m.test(body.slice(0, 4096))
    ? cleanValue(joinedStream(body), secrets)
    : redactTraffic(body, secrets)
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

function cleanValue(root: unknown, secrets: readonly string[]): unknown {
  let nodes = 0
  const clean = (value: unknown, name: string, depth: number): unknown => {
    nodes += 1
    if (nodes > mostNodes || depth > deepest) return "[…]"
    if (typeof value === "string") {
      const named = secretName.test(lastName(name)) && !countName.test(name)
      return named && value !== "" ? redactedMark : redactTraffic(value, secrets)
    }
    if (Array.isArray(value)) return value.map((each: unknown) => clean(each, name, depth + 1))
    if (!isRecord(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [redactTraffic(key, secrets), clean(each, key, depth + 1)]),
    )
  }
  return clean(root, "", 0)
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1)
}

/** Every field of the events by its path: texts joined in their order, other values as the last event told them. */
function joinedStream(body: string): Readonly<Record<string, unknown>> {
  const reader = createSseReader()
  const fields = new Map<string, string | number | boolean | null>()
  const add = (value: unknown, path: string, depth: number): void => {
    if (fields.size > mostNodes || depth > deepest) return
    if (typeof value === "string") {
      const before = fields.get(path)
      fields.set(path, typeof before === "string" ? before + value : value)
    } else if (typeof value === "number" || typeof value === "boolean" || value === null)
      fields.set(path, value)
    else if (Array.isArray(value)) for (const each of value) add(each, path, depth + 1)
    else if (isRecord(value)) {
      for (const [key, each] of Object.entries(value))
        if (!repeated.has(key)) add(each, path === "" ? key : `${path}.${key}`, depth + 1)
    }
  }
  for (const { data } of [...reader.push(new TextEncoder().encode(body)), ...reader.end()]) {
    const value = parsed(data)
    add(value === undefined ? data : value, "", 0)
  }
  return Object.fromEntries(fields)
}

/** Told with every event; joined they would only be long. */
const repeated = new Set(["type", "object", "id", "model", "modelVersion", "responseId", "item_id", "role"])
