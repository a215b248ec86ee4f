import type { Part, Signature } from "../../model/exchange.ts"
import { type Fields, listOf, recordOf, textOf } from "../fields.ts"
import { type SignedOn, tagSignature, untagSignature } from "../signature-tag.ts"

export type ReadReasoning =
  | { readonly kind: "part"; readonly part: Part }
  /** A signature that stands on a call or a text at its vendor; the item only carried it. */
  | { readonly kind: "next-call" | "last-text"; readonly signature: Signature }
  | { readonly kind: "nothing" }

const redactedMark = "fl1.redacted."

/**
 * What a `reasoning` item of a client brings back (G45): a thought with its signature, or the signature of the call or
 * text beside it. Clients keep `encrypted_content` as it is, so no store is needed for it.
 */
export function readReasoning(item: Fields): ReadReasoning {
  const text = textsIn(item.content) || textsIn(item.summary)
  const encrypted = textOf(item.encrypted_content)
  if (encrypted === null || encrypted === "")
    return text === "" ? { kind: "nothing" } : { kind: "part", part: { kind: "thinking", text } }
  if (encrypted.startsWith(redactedMark)) {
    const redacted = encrypted.slice(redactedMark.length)
    return { kind: "part", part: { kind: "thinking", text: "", redacted } }
  }
  const { signature, on } = untagSignature(encrypted, "openai")
  switch (on) {
    case "call":
      return { kind: "next-call", signature }
    case "text":
      return { kind: "last-text", signature }
    case "thinking":
      return { kind: "part", part: { kind: "thinking", text, signature } }
  }
}

/** The `encrypted_content` for a signature or a redacted thought; null where there is neither. */
export function encryptedContent(
  signed: { readonly signature?: Signature; readonly redacted?: string },
  on: SignedOn,
): string | null {
  if (signed.redacted !== undefined) return `${redactedMark}${signed.redacted}`
  return signed.signature === undefined ? null : tagSignature(signed.signature, on, "openai")
}

function textsIn(parts: unknown): string {
  return listOf(parts)
    .map((part) => textOf(recordOf(part).text) ?? "")
    .filter((text) => text !== "")
    .join("\n\n")
}
