import type { AnswerEvent, CallUsage, GatewayError } from "../model/exchange.ts"
import type { SignatureRecorder } from "../signatures/signatures.ts"

/** What an answer told so far, for ledger, signatures and the decision whether it counts as begun. */
export type AnswerWatch = {
  readonly see: (events: readonly AnswerEvent[]) => void
  /** The last report counts (G56). */
  readonly usage: () => CallUsage | null
  /** Whether anything was said that a client could use: from then on there is no other attempt (G65). */
  readonly hasContent: () => boolean
  readonly error: () => GatewayError | null
  /** Tokens of what was said so far, thoughts too, by its characters: for answers whose end is never seen (G58). */
  readonly seenTokens: () => number
}

/** What tokenizers make of English text, on average. */
const charactersPerToken = 4

export function createAnswerWatch(recorder: SignatureRecorder | null): AnswerWatch {
  let usage: CallUsage | null = null
  let content = false
  let error: GatewayError | null = null
  let characters = 0
  return {
    see: (events) => {
      for (const event of events) {
        recorder?.push(event)
        switch (event.kind) {
          case "begin":
          case "usage":
            usage = event.usage ?? usage
            break
          case "error":
            error ??= event.error
            break
          case "end":
            content = true
            break
          case "part-end":
            break
          case "text":
          case "thinking":
            characters += event.text.length
            content = true
            break
          case "call-arguments":
            characters += event.json.length
            content = true
            break
          default:
            content = true
        }
      }
    },
    usage: () => usage,
    hasContent: () => content,
    error: () => error,
    seenTokens: () => Math.ceil(characters / charactersPerToken),
  }
}
