import { readTurn } from "../host/antigravity-transcript.ts"
import type { StopEvent, Turn } from "../loop/event.ts"
import { shortHash } from "../loop/hash.ts"
import type { LoopState } from "../loop/state.ts"
import { fileStamp } from "../system/file-stamp.ts"

/** What is known about the turn that just ended, from the payload where the host sends it, else the transcript. */
export function turnOf(event: StopEvent, state: LoopState): Turn {
  if (event.message === null) return readTurn(event.transcriptPath)
  const message = event.messageAccumulates ? newPart(event.message, state) : event.message
  return {
    request: null,
    message,
    over: true,
    waitingForHuman: false,
    fingerprint: event.transcriptPath === null ? "none" : fileStamp(event.transcriptPath),
    badLines: 0,
  }
}

/** What to remember of an accumulating message, so that its old part is not read again at the next Stop. */
export function seenMessage(event: StopEvent): LoopState["seenMessage"] {
  if (!event.messageAccumulates || event.message === null) return null
  return { length: event.message.length, hash: shortHash(event.message) }
}

/**
 * The part of an accumulating message that was not there at the last Stop (Gemini CLI repeats the texts of the whole
 * continued turn, so an old claim would count again).
 */
function newPart(message: string, state: LoopState): string {
  const seen = state.seenMessage
  if (seen === null || seen.length > message.length) return message
  return shortHash(message.slice(0, seen.length)) === seen.hash ? message.slice(seen.length) : message
}
