import { plural } from "../../loop/plural.ts"
import { redact, redactedMark } from "../../verify/redact.ts"

/** No text in the log is longer; what the original gateway's log kept, too. */
const mostCharacters = 20_000

/** Only so much of a text is looked at. Its end is dropped then: half of a secret has no shape. */
const mostRead = 256 * 1024
const longestSecret = 4096

/** Members that hold a secret or a signature, whatever it looks like, also within JSON inside a string. */
const member =
  /(["'](?:thought_?signature|signature|encrypted_content|authorization|cookie|(?:x-)?(?:goog-|anthropic-)?api[-_]?key|access_token|refresh_token|id_token|client_secret|private_key|password)\\{0,8}["']\s{0,20}:\s{0,20}\\{0,8}["'])[^"'\\]+/gi
/** The same as a header line or a query. */
const header =
  /\b((?:authorization|proxy-authorization|cookie|set-cookie|(?:x-)?(?:goog-|anthropic-)?api-key)\s*:\s*)[^\r\n"']{4,}/gi
const query = /([?&](?:key|api_key|access_token|token|sig|signature)=)[^&\s"'<>\\]+/gi
/** Keys of our own clients. */
const ownKey = /\bfl-[A-Za-z0-9_-]{12,}/g
/** Signatures, sealed thoughts and pictures: nothing a person could read. */
const sealed = /[A-Za-z0-9+/_-]{120,}={0,2}/g

/**
 * `text` as it may be written down: without the secrets that are in use, in whatever way they are escaped, without
 * anything of the shape of a secret, and without signatures; at most 20,000 characters.
 */
export function redactTraffic(text: string, secrets: readonly string[]): string {
  let clean = text.length > mostRead ? text.slice(0, mostRead - longestSecret) : text
  for (const secret of secrets) {
    for (const form of formsOf(secret)) if (clean.includes(form)) clean = clean.replaceAll(form, redactedMark)
  }
  clean = redact(
    clean
      .replace(member, `$1${redactedMark}`)
      .replace(header, `$1${redactedMark}`)
      .replace(query, `$1${redactedMark}`)
      .replace(ownKey, redactedMark)
      .replace(sealed, redactedMark),
  )
  return cutText(clean)
}

/** A name out of a request (of a model, say) on one line; a name is no place for a secret, so one is taken out. */
export function cleanName(name: string, secrets: readonly string[]): string {
  return redactTraffic(name.slice(0, 1000), secrets)
    .replace(/\p{Cc}+/gu, " ")
    .slice(0, 200)
}

function cutText(text: string): string {
  if (text.length <= mostCharacters) return text
  const note = `… [${plural(text.length - mostCharacters, "more character")}]`
  return text.slice(0, mostCharacters - note.length) + note
}

/** A short word may be a secret, too, but taking it out of every text would tell more than it hides. */
const shortestSecret = 6

function formsOf(secret: string): readonly string[] {
  if (secret.length < shortestSecret) return []
  const escaped = JSON.stringify(secret).slice(1, -1)
  const base64 = Buffer.from(secret).toString("base64").replace(/=+$/, "")
  return [...new Set([secret, encodeURIComponent(secret), escaped, base64])]
}
