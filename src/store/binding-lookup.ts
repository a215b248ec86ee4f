import { readFileSync } from "node:fs"
import { join } from "node:path"
import { isSafeId } from "./home.ts"

/** Which loop a conversation belongs to. `requestKey`: the user row that started or last steered the loop. */
export type Binding = {
  readonly loop: string
  readonly active: boolean
  readonly requestKey: string | null
}

/** File of a conversation's binding. The id must be safe (`isSafeId`). */
export function bindingPath(home: string, conversationId: string): string {
  return join(home, "bindings", `${conversationId}.json`)
}

/**
 * The loop a conversation is bound to, or null. This is the hook's fast path: most Stops of a machine belong to no loop,
 * so it loads nothing but this file and `home.ts`. Whatever cannot be read or understood reads as "not bound":
 * identity fails closed (S01, S03), and the user is never trapped. What is there and cannot be read is told to
 * `onUnreadable`. Never throws.
 */
export function readBinding(
  home: string,
  conversationId: string,
  onUnreadable: (why: string) => void = () => {},
): Binding | null {
  if (!isSafeId(conversationId)) return null
  try {
    return decode(JSON.parse(readFileSync(bindingPath(home, conversationId), "utf8")), conversationId)
  } catch (fault) {
    const isAbsent = fault instanceof Error && "code" in fault && fault.code === "ENOENT"
    if (!isAbsent)
      onUnreadable(`the conversation counts as not bound, its binding cannot be read: ${String(fault)}`)
    return null
  }
}

/** The stored id is compared too: two ids that differ in case share one file on Windows and macOS. */
function decode(value: unknown, conversationId: string): Binding | null {
  if (typeof value !== "object" || value === null) return null
  if (!("conversation" in value) || value.conversation !== conversationId) return null
  if (!("loop" in value) || typeof value.loop !== "string" || !isSafeId(value.loop)) return null
  if (!("active" in value) || typeof value.active !== "boolean") return null
  const requestKey = "requestKey" in value && typeof value.requestKey === "string" ? value.requestKey : null
  return { loop: value.loop, active: value.active, requestKey }
}
