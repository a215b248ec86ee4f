import type { AnswerEvent, Exchange, GatewayError } from "../model/exchange.ts"
import { createSseReader, type SseEvent } from "../sse/read.ts"
import { sseComment, sseEvent } from "../sse/write.ts"
import { type ClientCall, wantsUsage } from "./client-call.ts"
import { openWriter } from "./client-codec.ts"
import { createEventGate } from "./event-boundary.ts"
import { streamFault } from "./stream-fault.ts"
import type { AnswerCodec } from "./upstream-codec.ts"

/** What the client gets for a piece of the upstream's stream, and what that piece told. */
export type Piece = { readonly out: readonly (string | Buffer)[]; readonly events: readonly AnswerEvent[] }

export type AnswerPipe = {
  readonly push: (chunk: Buffer) => Piece
  /** The upstream closed its stream. */
  readonly end: () => Piece
  /** The last words of a stream that fails (G64). */
  readonly fault: (error: GatewayError) => string
  /** Keeps a silent stream open (G66); empty where nothing can be said in the middle of an event. */
  readonly keepAlive: () => string
}

/** An event of a stream may be so long; a picture of the largest kind is far below. */
const longestEvent = 96 * 1024 * 1024

const tooLong: GatewayError = {
  status: 502,
  code: "upstream",
  message: "The upstream's stream holds an event that has no end.",
  param: null,
  retryAfterMs: null,
}

/** Turns the upstream's stream into the client's: translated where there is an exchange, else passed on (G07). */
export function openPipe(
  call: ClientCall,
  exchange: Exchange | null,
  codec: AnswerCodec,
  now: () => number,
): AnswerPipe {
  if (exchange !== null) return translating(call, exchange, codec, now)
  if (call.form === "array" || (call.format === "openai-chat" && !wantsUsage(call)))
    return rewriting(call, codec, now)
  return passing(call, codec, now)
}

function translating(
  call: ClientCall,
  exchange: Exchange,
  codec: AnswerCodec,
  now: () => number,
): AnswerPipe {
  const reader = createSseReader()
  const decoder = codec.stream()
  const writer = openWriter(call, exchange, now())
  return {
    push: (chunk) => {
      const events = reader.push(chunk).flatMap(decoder.push)
      if (reader.held() > longestEvent) events.push({ kind: "error", error: tooLong })
      return { out: outOf(events.map(writer.push).join("")), events }
    },
    end: () => {
      const events = [...reader.end().flatMap(decoder.push), ...decoder.end()]
      return { out: outOf(events.map(writer.push).join("") + writer.end()), events }
    },
    fault: (error) => writer.push({ kind: "error", error }),
    keepAlive: writer.keepAlive,
  }
}

/** The bytes as they are, whole events at a time. */
function passing(call: ClientCall, codec: AnswerCodec, now: () => number): AnswerPipe {
  const reader = createSseReader()
  const decoder = codec.stream()
  const gate = createEventGate()
  const fault = (error: GatewayError): string => streamFault(call, error, now())
  return {
    push: (chunk) => {
      const events = reader.push(chunk).flatMap(decoder.push)
      if (reader.held() > longestEvent) events.push({ kind: "error", error: tooLong })
      return faultIn(events, fault) ?? { out: gate.push(chunk), events }
    },
    end: () => {
      const events = [...reader.end().flatMap(decoder.push), ...decoder.end()]
      return faultIn(events, fault) ?? { out: gate.rest(), events }
    },
    fault,
    keepAlive: () => sseComment("wait"),
  }
}

/** The data of every event as it is, in another frame: a JSON list (G63), or without the usage nobody asked for (G57). */
function rewriting(call: ClientCall, codec: AnswerCodec, now: () => number): AnswerPipe {
  const reader = createSseReader()
  const decoder = codec.stream()
  let written = 0
  const item = (data: string): string => {
    written += 1
    return `${written === 1 ? "[" : ",\r\n"}${data}`
  }
  const frame = (event: SseEvent): string => {
    if (call.form === "array") return item(event.data)
    return isUsageAlone(event.data) ? "" : sseEvent(event.event, event.data)
  }
  const fault = (error: GatewayError): string => {
    const text = streamFault(call, error, now())
    return call.form === "array" ? `${item(text)}]` : text
  }
  return {
    push: (chunk) => {
      const read = reader.push(chunk)
      const events = read.flatMap(decoder.push)
      if (reader.held() > longestEvent) events.push({ kind: "error", error: tooLong })
      return faultIn(events, fault) ?? { out: outOf(read.map(frame).join("")), events }
    },
    end: () => {
      const read = reader.end()
      const events = [...read.flatMap(decoder.push), ...decoder.end()]
      const failed = faultIn(events, fault)
      if (failed !== null) return failed
      const close = call.form === "sse" ? "" : written === 0 && read.length === 0 ? "[]" : "]"
      return { out: outOf(read.map(frame).join("") + close), events }
    },
    fault,
    keepAlive: () => (call.form === "array" ? "\n" : sseComment("wait")),
  }
}

/** A stream that breaks off ends with an error in our words; half an event or a vendor's farewell must not follow it. */
function faultIn(events: readonly AnswerEvent[], fault: (error: GatewayError) => string): Piece | null {
  const failed = events.find((event) => event.kind === "error")
  return failed === undefined ? null : { out: [fault(failed.error)], events }
}

function outOf(text: string): readonly string[] {
  return text === "" ? [] : [text]
}

/** The chunk that Chat Completions ends with where usage was asked for: no choices, and the counts. */
function isUsageAlone(data: string): boolean {
  return /"choices"\s*:\s*\[\s*\]/.test(data) && /"usage"\s*:\s*\{/.test(data)
}
