import { isCount, parseRecord } from "../../system/json-record.ts"
import type { Signature } from "../model/exchange.ts"

export type Family = NonNullable<Signature["family"]>

/** A thought that stood before a part. `text` null = it was not written to the disk, where thoughts never go. */
export type Lead = {
  readonly text: string | null
  readonly value: string | null
  readonly redacted: string | null
}

/** A stretch of a text, in characters, and its signature. Calls, pictures and thoughts have one of length 0. */
export type Segment = { readonly length: number; readonly value: string | null }

/** What is known of one part of an answer, or of several texts in a row. */
export type Entry = {
  /** Hashes under which it is found; the first letter tells the kind of key (`part-keys.ts`). */
  readonly keys: readonly string[]
  readonly upstream: string
  readonly family: Family
  readonly segments: readonly Segment[]
  readonly leads: readonly Lead[]
  /** Signatures on empty texts behind it (G38). */
  readonly trail: readonly string[]
  /** Epoch ms of the last use. */
  readonly at: number
}

/** A line of the store's file. */
export type StoredLine =
  | { readonly kind: "entry"; readonly entry: Entry }
  /** The entries under these keys are gone. */
  | { readonly kind: "gone"; readonly keys: readonly string[] }
  /** Hash of a signature that its upstream called corrupted. */
  | { readonly kind: "bad"; readonly hash: string }

/** One line without its end. Thought text is left out: it may hold anything the user showed the model. */
export function encodeLine(line: StoredLine): string {
  if (line.kind !== "entry") return JSON.stringify(line)
  const { keys, upstream, family, segments, leads, trail, at } = line.entry
  return JSON.stringify({
    keys,
    upstream,
    family,
    at,
    segments: segments.map(({ length, value }) => [length, value]),
    leads: leads
      .filter(({ text, redacted }) => text === "" || redacted !== null)
      .map(({ value, redacted }) => [value, redacted]),
    trail,
  })
}

/** Null for anything that is no line of ours. */
export function decodeLine(line: string): StoredLine | null {
  const value = parseRecord(line)
  if (value === null) return null
  if (value.kind === "gone") {
    const keys = textsOf(value.keys)
    return keys === null ? null : { kind: "gone", keys }
  }
  if (value.kind === "bad") return typeof value.hash === "string" ? { kind: "bad", hash: value.hash } : null
  const keys = textsOf(value.keys)
  const trail = textsOf(value.trail)
  const family = familyOf(value.family)
  const segments = listOf(value.segments, segmentOf)
  const leads = listOf(value.leads, leadOf)
  if (keys === null || keys.length === 0 || trail === null || family === null) return null
  if (segments === null || leads === null || typeof value.upstream !== "string" || !isCount(value.at))
    return null
  return {
    kind: "entry",
    entry: { keys, upstream: value.upstream, family, segments, leads, trail, at: value.at },
  }
}

/** Bytes an entry takes in memory, roughly. */
export function weightOf(entry: Entry): number {
  let weight = 300
  for (const key of entry.keys) weight += 80 + key.length
  for (const { value } of entry.segments) weight += 40 + (value?.length ?? 0)
  for (const { text, value, redacted } of entry.leads)
    weight += 60 + (text?.length ?? 0) * 2 + (value?.length ?? 0) + (redacted?.length ?? 0)
  for (const value of entry.trail) weight += 20 + value.length
  return weight
}

/** Every signature in it, thoughts' included. */
export function valuesOf(entry: Entry): readonly string[] {
  const own = entry.segments.flatMap(({ value }) => (value === null ? [] : [value]))
  const led = entry.leads.flatMap(({ value, redacted }) => value ?? redacted ?? [])
  return [...own, ...led, ...entry.trail]
}

function familyOf(value: unknown): Family | null {
  return value === "gemini" || value === "claude" || value === "openai" ? value : null
}

function listOf<T>(value: unknown, decode: (each: unknown) => T | null): readonly T[] | null {
  if (!Array.isArray(value)) return null
  const list: T[] = []
  for (const each of value) {
    const decoded = decode(each)
    if (decoded === null) return null
    list.push(decoded)
  }
  return list
}

function textsOf(value: unknown): readonly string[] | null {
  return listOf(value, (each) => (typeof each === "string" ? each : null))
}

function segmentOf(value: unknown): Segment | null {
  if (!Array.isArray(value)) return null
  const [length, signed]: readonly unknown[] = value
  return isCount(length) && isTextOrNull(signed) ? { length, value: signed } : null
}

function leadOf(value: unknown): Lead | null {
  if (!Array.isArray(value)) return null
  const [signed, redacted]: readonly unknown[] = value
  return isTextOrNull(signed) && isTextOrNull(redacted) ? { text: "", value: signed, redacted } : null
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === "string"
}
