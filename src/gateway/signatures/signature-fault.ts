import type { GatewayError } from "../model/exchange.ts"

const words = "corrupt|invalid|not valid|malformed|mismatch|could not be (?:verified|decrypted|decoded)"
const things = "signature|encrypted[ _]content"
const wrong = new RegExp(
  `(?:${words})[\\s\\S]{0,80}(?:${things})|(?:${things})[\\s\\S]{0,120}(?:${words})`,
  "i",
)

/**
 * Whether an upstream's error says that a signature in the request is wrong, which is worth one retry without any (G42):
 * Google's "Corrupted thought signature", Claude's "Invalid `signature` in `thinking` block", OpenAI's
 * `invalid_encrypted_content`. A signature that is missing is another matter.
 */
export function isSignatureFault(error: GatewayError): boolean {
  return error.status === 400 && wrong.test(error.message.slice(0, 4000))
}
