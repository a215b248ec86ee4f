import { join } from "node:path"
import type { Content, Part } from "@google/genai"
import type { TokenUsage } from "../../../spend/token-usage.ts"
import { appendLines } from "../../../system/append-file.ts"
import { ensureDir, readTextIfPresent } from "../../../system/atomic-file.ts"
import { isRecord, parseRecord } from "../../../system/json-record.ts"
import type { Cost } from "../../budget.ts"

/**
 * One entry of a conversation's record. Each is flushed to disk before the next step is taken, so that a kill loses
 * nothing that was paid and repeats nothing that was done.
 */
export type Entry =
  | { readonly kind: "user"; readonly turn: number; readonly parts: readonly Part[] }
  | {
      readonly kind: "model"
      readonly turn: number
      readonly model: string
      /** As the model sent it, thought signatures included. */
      readonly content: Content
      readonly finish: string
      readonly usage: TokenUsage
      readonly cost: Cost | null
      /** Its money in the budget. */
      readonly reservation: string
    }
  /** A tool call is about to be carried out. */
  | { readonly kind: "tool-started"; readonly turn: number; readonly call: string }
  | { readonly kind: "tool-ended"; readonly turn: number; readonly call: string; readonly part: Part }
  /** The beginning of the conversation lies in the service's cache from now on; `name` null: it does not and will not. */
  | {
      readonly kind: "prefix"
      readonly turn: number
      readonly model: string
      readonly name: string | null
      /** Epoch ms. */
      readonly expiresAt: number
      /** Null where nothing was charged for it. */
      readonly paid: {
        readonly usage: TokenUsage
        readonly cost: Cost | null
        readonly reservation: string
      } | null
    }
  /** All calls of the last answer are carried out. */
  | { readonly kind: "tools"; readonly turn: number; readonly parts: readonly Part[] }
  /** The conversation no longer fits the model and is not gone on with. */
  | { readonly kind: "left"; readonly turn: number }

export type Record = { readonly entries: readonly Entry[]; add(entry: Entry): void }

/** The record of a conversation below `folder`. A torn last line is left out. Throws StoreError. */
export function openRecord(folder: string, conversation: string): Record {
  ensureDir(folder)
  const path = join(folder, `gemini-${conversation}.jsonl`)
  const entries = (readTextIfPresent(path) ?? "").split("\n").flatMap(decode)
  return {
    entries,
    add: (entry) => {
      appendLines(path, [JSON.stringify(entry)], "flushed")
      entries.push(entry)
    },
  }
}

/**
 * Name of the conversation that begins with `turn`: the same after a kill, whose answers were paid and are in its
 * record; the next one when that was left. Throws StoreError.
 */
export function beginningWith(folder: string, turn: number): string {
  for (let part = 1; ; part += 1) {
    const name = `t${turn}-${part}`
    if (!openRecord(folder, name).entries.some(({ kind }) => kind === "left")) return name
  }
}

/** What is sent to the model, in its order. */
export function contentsOf(entries: readonly Entry[]): Content[] {
  return entries.flatMap((entry): Content[] => {
    if (entry.kind === "user" || entry.kind === "tools") return [{ role: "user", parts: [...entry.parts] }]
    return entry.kind === "model" ? [entry.content] : []
  })
}

const kinds = ["user", "model", "prefix", "tool-started", "tool-ended", "tools", "left"]

/** Lines are our own, written by `add`; a torn or foreign one is none. */
function decode(line: string): Entry[] {
  const value = parseRecord(line)
  if (value === null || typeof value.turn !== "number" || !kinds.includes(String(value.kind))) return []
  return isEntry(value) ? [value] : []
}

function isEntry(value: object): value is Entry {
  if (!("kind" in value)) return false
  switch (value.kind) {
    case "user":
    case "tools":
      return "parts" in value && Array.isArray(value.parts)
    case "model":
      return "content" in value && isRecord(value.content) && "usage" in value && isRecord(value.usage)
    case "prefix":
      return "name" in value && "expiresAt" in value && typeof value.expiresAt === "number" && "paid" in value
    case "left":
      return true
    case "tool-started":
      return "call" in value && typeof value.call === "string"
    case "tool-ended":
      return "call" in value && typeof value.call === "string" && "part" in value && isRecord(value.part)
    default:
      return false
  }
}
