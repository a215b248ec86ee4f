import { type Content, readContent, readTextQuickly } from "../../system/read-content.ts"
import { redact, redactCode } from "../../verify/redact.ts"
import { redactFully } from "../../verify/redact-fully.ts"
import { isBinary, leftOutByContent } from "./content-class.ts"
import { cutText, joinEnds } from "./cut-text.ts"
import type { Fact } from "./facts.ts"
import { isCode, sortOf } from "./file-sort.ts"
import type { LeftOutReason } from "./left-out.ts"
import { applyRedactions, type Redactions, redactionsOf } from "./redactions.ts"

/** A file as it goes into a pack. */
export type Prepared =
  | {
      readonly kind: "text"
      readonly bytes: number
      /** Without secrets, cut to its cap. */
      readonly text: string
      readonly cut: boolean
      readonly redacted: boolean
      readonly redactions: Redactions | null
    }
  | { readonly kind: "left-out"; readonly bytes: number; readonly why: LeftOutReason }

/** Files above this are read at both ends only. */
const wholeBytes = 1_000_000
const endBytes = 150_000

/** Reads a file and makes it fit for a pack: no binary, nothing generated, no secrets, at most `cap` characters. */
export async function prepareFile(path: string, file: string, cap: number): Promise<Prepared> {
  const content = readContent(file, wholeBytes, endBytes)
  if (content.kind === "none") return { kind: "left-out", bytes: 0, why: "unreadable" }
  const bytes = content.kind === "whole" ? content.bytes.length : content.size
  if (isBinary(content.kind === "whole" ? content.bytes : content.head))
    return { kind: "left-out", bytes, why: "binary" }
  const raw = textOf(content)
  const why = leftOutByContent(raw, sortOf(path))
  if (why !== null) return { kind: "left-out", bytes, why }
  // Before the cut: half a secret has no shape.
  const clean = await redactFully(raw, isCode(path) ? redactCode : redact)
  const text = cutText(clean, cap)
  const redactions = content.kind === "whole" ? (clean === raw ? [] : redactionsOf(raw, clean)) : null
  const cut = text !== clean || content.kind === "ends"
  return { kind: "text", bytes, text, cut, redacted: clean !== raw, redactions }
}

/** The same from what an earlier pack found out; null when the file is no longer what it was. */
export function prepareKnown(
  file: string,
  fact: Extract<Fact, { kind: "text" }>,
  cap: number,
): Prepared | null {
  if (fact.redactions === null || fact.bytes > wholeBytes) return null
  const raw = readTextQuickly(file)
  if (raw === null || Buffer.byteLength(raw) !== fact.bytes) return null
  const clean = applyRedactions(raw, fact.redactions)
  const text = cutText(clean, cap)
  const { bytes, redactions } = fact
  return { kind: "text", bytes, text, cut: text !== clean, redacted: redactions.length > 0, redactions }
}

function textOf(content: Exclude<Content, { kind: "none" }>): string {
  if (content.kind === "whole") return content.bytes.toString("utf8")
  const { head, tail, size } = content
  return joinEnds(head.toString("utf8"), tail.toString("utf8"), size - head.length - tail.length)
}
