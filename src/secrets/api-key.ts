export type GivenKey =
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "wrong"; readonly why: string }

const mostCharacters = 512

/**
 * A key as the user gave it, with the line end of its file or paste taken off. What is plainly no API key is refused,
 * sign-ins of Google's products above all: they are not ours to hold (invariant 11).
 */
export function readApiKey(text: string): GivenKey {
  const key = text.replace(/^\uFEFF/, "").trim()
  if (key === "") return wrong("Nothing came in.")
  if (/^(ya29\.|1\/\/|auth_tokens\/)/.test(key) || key.startsWith("{"))
    return wrong(
      "That is a sign-in or a credential file of Google, and no API key; For Loop keeps none of these.",
    )
  if (/[\s\p{Cc}]/u.test(key)) return wrong("That is more than one word; an API key is one.")
  if (!/^[\x21-\x7e]+$/.test(key)) return wrong("That holds characters that no API key has.")
  if (key.length < 20 || key.length > mostCharacters)
    return wrong(`That has ${key.length} character${key.length === 1 ? "" : "s"}, which no API key has.`)
  return { kind: "key", key }
}

function wrong(why: string): GivenKey {
  return { kind: "wrong", why }
}
