import type { Part, Signature } from "../model/exchange.ts"
import type { Entry, Family, Lead } from "./entry.ts"
import { type PartContent, type Place, partKeys } from "./part-keys.ts"

/** The entry of a part of the answer that stood here; null = nothing is known of it. */
export type FindEntry = (keys: Iterable<string>) => Entry | null

export type RestoredRun = {
  readonly parts: readonly Part[]
  readonly restored: number
  /** Whether the first call has what its upstream may ask for, or is known to have had nothing. */
  readonly firstCallKnown: boolean
}

type Text = Extract<Part, { kind: "text" }>

/**
 * The parts of one answer in a history, with what its client dropped put back in place (G37, G38, G40, G43): signatures on
 * calls, texts, pictures and thoughts, whole thoughts before the part they led to, and empty texts that carried one.
 */
export function restoreRun(
  parts: readonly Part[],
  place: Place,
  find: FindEntry,
  leads: "wanted" | "unwanted",
): RestoredRun {
  const present = new Set(parts.flatMap(valuesIn))
  const out: Part[] = []
  let restored = 0
  let firstCallKnown = true
  let calls = 0

  /** Of two equal parts of one answer, only one was signed. */
  const used = new Set<string>()
  const lookUp = (content: PartContent): Entry | null => {
    const entry = find(partKeys(content, place))
    const name = entry?.keys.join() ?? ""
    if (entry === null || used.has(name)) return null
    used.add(name)
    return entry
  }
  const add = (made: readonly Part[], entry: Entry): void => {
    const before = leads === "wanted" ? entry.leads.flatMap((lead) => thoughtOf(lead, entry.family)) : []
    const behind = entry.trail.map(
      (value): Part => ({ kind: "text", text: "", signature: sign(entry, value) }),
    )
    const own = new Set(made)
    for (const part of [...before, ...made, ...behind]) {
      const values = valuesIn(part)
      const known = values.length > 0 && values.every((value) => present.has(value))
      if (!own.has(part) && known) continue
      for (const value of values) {
        if (present.has(value)) continue
        present.add(value)
        restored += 1
      }
      out.push(part)
    }
  }
  const addWords = (run: readonly Text[]): void => {
    const whole = run.map((part) => part.text).join("")
    const entry = run.length > 0 && whole.trim() !== "" ? lookUp({ kind: "text", content: whole }) : null
    if (entry !== null) add(signWords(run, whole, entry), entry)
    else if (run.length > 1) for (const part of run) addWords([part])
    else out.push(...run)
  }

  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at]
    if (part === undefined) break
    if (part.kind === "text") {
      const run = textsFrom(parts, at)
      at += run.length - 1
      // What carries a signature already came back as the vendor gave it.
      if (run.some((each) => each.signature !== undefined)) out.push(...run)
      else addWords(run)
      continue
    }
    const content = contentOf(part)
    const entry = content === null ? null : lookUp(content)
    if (part.kind === "call") {
      calls += 1
      if (calls === 1) firstCallKnown = entry !== null || isSigned(part)
    }
    if (entry === null) out.push(part)
    else add([signPart(part, entry)], entry)
  }
  return { parts: restored === 0 ? parts : out, restored, firstCallKnown }
}

/** The signatures and sealed thoughts a part carries. */
export function valuesIn(part: Part): readonly string[] {
  if (part.kind === "result") return []
  const sealed = part.kind === "thinking" && part.redacted !== undefined ? [part.redacted] : []
  return part.signature === undefined ? sealed : [...sealed, part.signature.value]
}

function isSigned(part: Part): boolean {
  return part.kind !== "result" && part.signature !== undefined
}

function textsFrom(parts: readonly Part[], at: number): readonly Text[] {
  const run: Text[] = []
  for (const part of parts.slice(at)) {
    if (part.kind !== "text") break
    run.push(part)
  }
  return run
}

/** Every part is looked up, also signed ones: their thoughts may be missing all the same. */
function contentOf(part: Part): PartContent | null {
  switch (part.kind) {
    case "call":
      return { kind: "call", id: part.id, name: part.name, json: part.argumentsJson }
    case "image":
      return "url" in part.data ? null : { kind: "image", content: part.data.base64 }
    case "thinking":
      return part.text.trim() === "" || part.redacted !== undefined
        ? null
        : { kind: "thinking", content: part.text }
    default:
      return null
  }
}

function signPart(part: Part, entry: Entry): Part {
  const value = entry.segments.at(-1)?.value ?? null
  if (part.kind === "result" || part.signature !== undefined || value === null) return part
  return { ...part, signature: sign(entry, value) }
}

/** The text in the pieces its vendor signed; as it came, signed at its end, where the pieces do not fit (G39). */
function signWords(run: readonly Text[], whole: string, entry: Entry): readonly Part[] {
  const last = run.at(-1)
  if (last === undefined) return []
  const length = entry.segments.reduce((sum, segment) => sum + segment.length, 0)
  if (length !== whole.length) {
    const value = entry.segments.findLast((segment) => segment.value !== null)?.value ?? null
    return value === null ? run : [...run.slice(0, -1), { ...last, signature: sign(entry, value) }]
  }
  let from = 0
  return entry.segments.map((segment, at): Text => {
    const text = whole.slice(from, from + segment.length)
    from += segment.length
    const signature = segment.value === null ? {} : { signature: sign(entry, segment.value) }
    const mark = at === entry.segments.length - 1 && last.cacheMark !== undefined
    return { kind: "text", text, ...(mark ? { cacheMark: last.cacheMark } : {}), ...signature }
  })
}

/** Null text was never written to the disk: a thought cannot be sent back without the words that were signed. */
function thoughtOf(lead: Lead, family: Family): readonly Part[] {
  if (lead.redacted !== null) return [{ kind: "thinking", text: "", redacted: lead.redacted }]
  if (lead.text === null || lead.value === null) return []
  return [{ kind: "thinking", text: lead.text, signature: { value: lead.value, family } }]
}

function sign(entry: Entry, value: string): Signature {
  return { value, family: entry.family }
}
