import type { AnswerEvent, GatewayError } from "../model/exchange.ts"
import type { AnswerCodec } from "./upstream-codec.ts"

/** An error as a client may read it: without our credential, whatever the upstream repeats of it (G01). */
export function withoutSecret(error: GatewayError, secret: string | null): GatewayError {
  if (secret === null || secret === "" || !error.message.includes(secret)) return error
  return { ...error, message: error.message.replaceAll(secret, "[secret]") }
}

/** The codec of an upstream's stream, whose errors hold no credential of ours. */
export function concealing(codec: AnswerCodec, secret: string | null): AnswerCodec {
  if (secret === null || secret === "") return codec
  const conceal = (events: readonly AnswerEvent[]): readonly AnswerEvent[] =>
    events.some(({ kind }) => kind === "error")
      ? events.map((event) =>
          event.kind === "error" ? { ...event, error: withoutSecret(event.error, secret) } : event,
        )
      : events
  return {
    ...codec,
    stream: () => {
      const reader = codec.stream()
      return { push: (event) => conceal(reader.push(event)), end: () => conceal(reader.end()) }
    },
  }
}
