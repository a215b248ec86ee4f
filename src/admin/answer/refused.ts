import type { AdminReply } from "../model/messages.ts"

/** A refusal; a reason that begins as a part of a sentence becomes one. */
export function refused(message: string, next: string): AdminReply {
  const begun = message.charAt(0).toUpperCase() + message.slice(1)
  return { kind: "refused", message: /[.!?]$/.test(begun) ? begun : `${begun}.`, next }
}
