import { createHash, randomUUID } from "node:crypto"

/** An id for a call that came without one: at most 64 characters that every vendor accepts (G29). */
export function mintCallId(): string {
  return `call_${randomUUID().replaceAll("-", "")}`
}

/**
 * The same id where every vendor accepts it, else one that is always the same for this id, so that a call and its
 * result still find each other on the next turn.
 */
export function fittingId(id: string): string {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(id)) return id
  return `call_${createHash("sha256").update(id).digest("hex").slice(0, 40)}`
}
