import type { HookEvent } from "../loop/event.ts"

/** One decoded hook payload: fields of unknown type, read through the functions below. */
export type Payload = Readonly<Record<string, unknown>>
export type Reject = { readonly kind: "reject"; readonly why: string }
export type Decoded = { readonly kind: "event"; readonly event: HookEvent } | Reject

type FieldKind = "text" | "texts" | "flag" | "count" | "list" | "record"

/** A refusal with its reason: one sentence, bounded, safe to log. */
export function reject(why: string): Reject {
  return { kind: "reject", why }
}

/**
 * Bytes of stdin as text. A byte that is no UTF-8 is refused instead of replaced: a replaced character could make
 * two conversation ids or two paths equal.
 */
export function decodeStdin(bytes: Uint8Array): { readonly kind: "text"; readonly text: string } | Reject {
  try {
    return { kind: "text", text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) }
  } catch {
    return reject("The hook input is not valid UTF-8.")
  }
}

/** The one JSON object a host writes to stdin; a byte order mark and CRLF line ends are accepted (S92). */
export function parsePayload(
  stdin: string,
): { readonly kind: "payload"; readonly payload: Payload } | Reject {
  const text = stdin.startsWith("\uFEFF") ? stdin.slice(1) : stdin
  if (text.trim() === "") return reject("The hook input is empty.")
  const payload = parseJson(text)
  if (payload === undefined) return reject("The hook input is not one JSON value.")
  if (!isRecord(payload)) return reject("The hook input is not a JSON object.")
  return { kind: "payload", payload }
}

/** `JSON.parse` as a value: undefined when the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function isRecord(value: unknown): value is Payload {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

const fits: Readonly<Record<FieldKind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === "string",
  texts: (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
  flag: (value) => typeof value === "boolean",
  count: (value) => typeof value === "number" && Number.isFinite(value) && value >= 0,
  list: (value) => Array.isArray(value),
  record: isRecord,
}

/**
 * First field of a wrong type as a refusal, or null. Absent and null fields fit: a host leaves out what is empty.
 * After this check the readers below never hide a wrong type.
 */
export function misfit(payload: Payload, shape: Readonly<Record<string, FieldKind>>): Reject | null {
  for (const [name, kind] of Object.entries(shape)) {
    const value = field(payload, name)
    if (value !== null && !fits[kind](value))
      return reject(`The field ${name} of the hook input has a wrong type.`)
  }
  return null
}

export function textField(payload: Payload, name: string): string | null {
  const value = field(payload, name)
  return typeof value === "string" && value !== "" ? value : null
}

export function textsField(payload: Payload, name: string): readonly string[] {
  return listField(payload, name).filter((item) => typeof item === "string")
}

export function listField(payload: Payload, name: string): readonly unknown[] {
  const value = field(payload, name)
  return Array.isArray(value) ? value : []
}

export function countField(payload: Payload, name: string): number | null {
  const value = field(payload, name)
  return typeof value === "number" ? value : null
}

/** True only for a real `true`; `absent` is the answer for a missing field. */
export function flagField(payload: Payload, name: string, absent: "true" | "false"): boolean {
  const value = field(payload, name)
  return typeof value === "boolean" ? value : absent === "true"
}

export function recordField(payload: Payload, name: string): Payload | null {
  const value = field(payload, name)
  return isRecord(value) ? value : null
}

/** Own properties only: `constructor` in a payload must not reach the prototype. */
function field(payload: Payload, name: string): unknown {
  return Object.hasOwn(payload, name) ? (payload[name] ?? null) : null
}
