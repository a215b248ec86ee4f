import { type Payload, type Reject, reject, textField } from "./payload.ts"

const maxLength = 200
const wellFormed = /^[A-Za-z0-9][A-Za-z0-9._-]*$/
/** Texts that stand for "no id" (S03), and device names that Windows does not take as file names. */
const neverAnId = /^(?:null|undefined|none|nil|nan|con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/**
 * The conversation id in `field`, or the reason why there is none. An id becomes a file name and decides who owns a
 * loop, so anything doubtful is refused and the conversation simply has no loop (S02, S03; hooks contract section 7).
 */
export function conversationIdOf(
  payload: Payload,
  field: string,
): { readonly kind: "id"; readonly id: string } | Reject {
  const id = textField(payload, field)
  if (id === null) return reject(`The hook input has no ${field}.`)
  if (id.length > maxLength) return reject(`The ${field} is longer than ${maxLength} characters.`)
  if (neverAnId.test(id)) return reject(`The ${field} is a placeholder, not an id.`)
  if (!wellFormed.test(id) || id.includes("..") || id.endsWith(".")) {
    return reject(`The ${field} holds characters that are not safe in a file name.`)
  }
  return { kind: "id", id }
}
