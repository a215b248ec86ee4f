import type { Signature } from "../model/exchange.ts"

/** What a signature stands on in the vendor's own answer. */
export type SignedOn = "thinking" | "call" | "text"

export type TaggedSignature = { readonly signature: Signature; readonly on: SignedOn }

/**
 * A signature inside a field of another vendor: family and place are put before it, so that it finds back where it
 * belongs and is never sent to a vendor that would reject it (G42, G43). Signatures of `home` stay verbatim.
 */
export function tagSignature(signature: Signature, on: SignedOn, home: Signature["family"]): string {
  if (signature.family === home && on === "thinking") return signature.value
  return `fl1.${signature.family ?? "any"}.${on}.${signature.value}`
}

/** The signature in a field of the vendor `home`, whoever made it. */
export function untagSignature(text: string, home: Signature["family"]): TaggedSignature {
  const [, family, on, value] =
    /^fl1\.(gemini|claude|openai|any)\.(thinking|call|text)\.([\s\S]*)$/.exec(text) ?? []
  if (value === undefined) return { signature: { value: text, family: home }, on: "thinking" }
  return {
    signature: { value, family: familyOf(family) },
    on: on === "call" || on === "text" ? on : "thinking",
  }
}

function familyOf(text: string | undefined): Signature["family"] {
  return text === "gemini" || text === "claude" || text === "openai" ? text : null
}
