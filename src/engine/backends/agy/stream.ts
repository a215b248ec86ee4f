import { StringDecoder } from "node:string_decoder"
import { isRecord } from "../../../system/json-record.ts"

/** One line of `agy --output-format stream-json` (platform document §5.2), reduced to what a turn needs. */
export type AgyEvent =
  | { readonly kind: "init"; readonly conversation: string | null; readonly model: string | null }
  | {
      readonly kind: "step"
      readonly conversation: string | null
      readonly index: number | null
      readonly state: string
      readonly type: string
      readonly delta: string | null
      /** As it came; `spend/agy-usage` reads it. */
      readonly usage: unknown
      readonly tool: { readonly name: string; readonly what: string; readonly failed: boolean } | null
    }
  | {
      readonly kind: "result"
      readonly conversation: string | null
      readonly status: string
      readonly response: string
      readonly error: string | null
      readonly usage: unknown
      readonly denied: readonly string[]
    }
  /** An event of another name: newer builds may send them, and they are ignored by name. */
  | { readonly kind: "other" }

/** A line longer than this is no event of a sane build; it is counted as bad instead of filling the memory. */
const longestLine = 32 * 1024 * 1024

/**
 * Splits a byte stream into lines at LF only: U+0085 and U+2028 occur raw inside strings. A character cut in two by a
 * chunk is put together again.
 */
export function lineReader(onLine: (line: string) => void): { add(chunk: Buffer): void; end(): void } {
  const decoder = new StringDecoder("utf8")
  let rest = ""
  const take = (text: string): void => {
    rest += text
    for (let at = rest.indexOf("\n"); at !== -1; at = rest.indexOf("\n")) {
      onLine(rest.slice(0, at))
      rest = rest.slice(at + 1)
    }
    if (rest.length > longestLine) rest = rest.slice(0, 64)
  }
  return {
    add: (chunk) => take(decoder.write(chunk)),
    end: () => {
      take(decoder.end())
      if (rest.trim() !== "") onLine(rest)
      rest = ""
    },
  }
}

/** The event of one line; null when the line is none (a torn line, a log line). */
export function decodeAgyLine(line: string): AgyEvent | null {
  const value = parse(line)
  if (!isRecord(value) || typeof value.event !== "string") return null
  const body = isRecord(value[value.event]) ? value[value.event] : {}
  if (!isRecord(body)) return null
  switch (value.event) {
    case "init":
      return { kind: "init", conversation: textOf(value.conversation_id), model: textOf(body.model) }
    case "step_update":
      return {
        kind: "step",
        conversation: textOf(body.conversation_id),
        index: typeof body.step_index === "number" ? body.step_index : null,
        state: textOf(body.state) ?? "",
        type: textOf(body.step_type) ?? "",
        delta: typeof body.text_delta === "string" ? body.text_delta : null,
        usage: body.usage,
        tool: toolOf(body),
      }
    case "result":
      return {
        kind: "result",
        conversation: textOf(body.conversation_id),
        status: textOf(body.status) ?? "",
        response: typeof body.response === "string" ? body.response : "",
        error: textOf(body.error),
        usage: body.usage,
        denied: deniedOf(body.denied_actions),
      }
    default:
      return { kind: "other" }
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

function toolOf(body: Readonly<Record<string, unknown>>): Extract<AgyEvent, { kind: "step" }>["tool"] {
  if (body.step_type !== "tool") return null
  const info = isRecord(body.tool_info) ? body.tool_info : {}
  const name = textOf(info.name) ?? textOf(body.tool_name) ?? "tool"
  const parameters = isRecord(info.parameters) ? info.parameters : {}
  return { name, what: whatOf(parameters), failed: body.state === "ERROR" || isRecord(info.error) }
}

const telling = ["CommandLine", "TargetFile", "AbsolutePath", "SearchPath", "Query", "Url", "Pattern"]

/** The parameter that says most about a call. */
function whatOf(parameters: Readonly<Record<string, unknown>>): string {
  for (const name of telling) {
    const text = textOf(parameters[name])
    if (text !== null) return text
  }
  return Object.values(parameters).find((value) => typeof value === "string") === undefined
    ? ""
    : String(Object.values(parameters).find((value) => typeof value === "string"))
}

function deniedOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return []
  return value.filter(isRecord).flatMap(({ action }) => (typeof action === "string" ? [action] : []))
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null
}
