import type { Signature } from "../../model/exchange.ts"
import { type SignedOn, tagSignature, untagSignature } from "../signature-tag.ts"

/**
 * A signature as `thoughtSignature`: Gemini's own as it is, another vendor's with its tag. The field holds bytes, so the
 * tagged text is written in base64; typed clients decode it.
 */
export function writeSignature(signature: Signature, on: SignedOn): string {
  if (signature.family === "gemini" || signature.family === null) return signature.value
  return Buffer.from(tagSignature(signature, on, null)).toString("base64")
}

export function readSignature(field: string): Signature {
  // "fl1." in base64, whatever follows.
  if (!field.startsWith("ZmwxL")) return { value: field, family: "gemini" }
  return untagSignature(Buffer.from(field, "base64").toString(), "gemini").signature
}
