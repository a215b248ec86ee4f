import type {
  AnswerEvent,
  Blob64,
  CallUsage,
  Decoded,
  GatewayError,
  Signature,
  StopReason,
} from "../model/exchange.ts"

/** One part of an answer with everything that was said of it. */
export type WholePart =
  | { readonly kind: "text"; readonly text: string; readonly signature?: Signature }
  | {
      readonly kind: "thinking"
      readonly text: string
      readonly signature?: Signature
      readonly redacted?: string
    }
  | { readonly kind: "image"; readonly data: Blob64 }
  | {
      readonly kind: "call"
      readonly id: string | null
      readonly name: string
      readonly argumentsJson: string
      readonly signature?: Signature
    }

export type WholeAnswer = {
  readonly id: string | null
  readonly parts: readonly WholePart[]
  readonly usage: CallUsage | null
  readonly reason: StopReason
}

/** The answer that `events` tell, for clients that do not stream. An answer that broke off is an error, never a short answer. */
export function wholeAnswer(events: readonly AnswerEvent[]): Decoded<WholeAnswer> {
  const parts: WholePart[] = []
  let open = false
  let id: string | null = null
  let usage: CallUsage | null = null
  let reason: StopReason | null = null
  for (const event of events) {
    switch (event.kind) {
      case "begin":
        id = event.id
        usage = event.usage ?? usage
        break
      case "usage":
        usage = event.usage
        break
      case "part-end":
        open = false
        break
      case "end":
        reason = event.reason
        break
      case "error":
        return { kind: "error", error: event.error }
      default: {
        const last = open ? parts.at(-1) : undefined
        const joined = last === undefined ? null : joinedWith(last, event)
        if (joined === null) parts.push(begun(event))
        else parts[parts.length - 1] = joined
        open = true
      }
    }
  }
  if (reason === null) return { kind: "error", error: brokenOff }
  const settled = settledReason(reason, parts.some((part) => part.kind === "call") ? "called" : "no-call")
  if (settled === "malformed") return { kind: "error", error: malformedCall }
  return { kind: "ok", value: { id, parts: parts.map(withArguments), usage, reason: settled } }
}

/** The reason a client may rely on: calls exactly where there are calls (G48), whatever the vendor said. */
export function settledReason(reason: StopReason, calls: "called" | "no-call"): StopReason {
  if (calls === "called") return reason === "done" || reason === "other" ? "calls" : reason
  return reason === "calls" ? "done" : reason
}

/** The upstream's stream ended without an end: never a clean end for the client (G64). */
export const brokenOff: GatewayError = {
  status: 502,
  code: "upstream",
  message: "The upstream's answer broke off before its end.",
  param: null,
  retryAfterMs: null,
}

/** The model's call could not be read by its own vendor; asking again mostly helps (G50). */
export const malformedCall: GatewayError = {
  status: 502,
  code: "upstream",
  message: "The model began a call that its service could not read. Try again.",
  param: null,
  retryAfterMs: null,
}

type Content = Exclude<AnswerEvent, { kind: "begin" | "usage" | "part-end" | "end" | "error" }>

function begun(event: Content): WholePart {
  switch (event.kind) {
    case "call":
      return { ...event, argumentsJson: "" }
    case "call-arguments":
      return { kind: "text", text: event.json }
    default:
      return event
  }
}

/** The part that was open, with what `event` adds to it; null where the event begins another part. */
function joinedWith(last: WholePart, event: Content): WholePart | null {
  if (last.kind === "call" && event.kind === "call-arguments")
    return { ...last, argumentsJson: last.argumentsJson + event.json }
  if (last.kind === "text" && event.kind === "text")
    return { ...last, ...event, text: last.text + event.text }
  if (last.kind === "thinking" && event.kind === "thinking")
    return { ...last, ...event, text: last.text + event.text }
  return null
}

function withArguments(part: WholePart): WholePart {
  return part.kind === "call" && part.argumentsJson === "" ? { ...part, argumentsJson: "{}" } : part
}
