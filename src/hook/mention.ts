import { readTurn } from "../host/antigravity-transcript.ts"
import type { PromptEvent, UserRequest } from "../loop/event.ts"
import { shortHash } from "../loop/hash.ts"

/** The user's last request, from the payload where the host sends it, else from the transcript. */
export function requestOf(event: PromptEvent): UserRequest | null {
  if (event.prompt !== null) return { text: event.prompt, key: `prompt:${shortHash(event.prompt)}` }
  return readTurn(event.transcriptPath).request
}

/** Cheap test on the fast path: only a request that names a command of ours is worth loading the rest for. */
export function mentionsLoop(event: PromptEvent): boolean {
  const text = requestOf(event)?.text ?? ""
  return text.includes("for-loop") || text.includes("cancel-loop")
}
