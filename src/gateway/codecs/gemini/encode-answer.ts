import { randomUUID } from "node:crypto"
import type { AnswerEvent, CallUsage, GatewayError } from "../../model/exchange.ts"
import { sseComment, sseEvent } from "../../sse/write.ts"
import { type Fields, present } from "../fields.ts"
import { errorObject } from "./errors.ts"
import { writeFinish } from "./finish.ts"
import { createParts } from "./parts.ts"
import { writeUsage } from "./usage.ts"

export type AnswerOptions = {
  /** The model as the client named it. */
  readonly model: string
  /** `sse` for `?alt=sse`; without it the service streams one JSON list (G63). */
  readonly form: "sse" | "array"
}

export type AnswerEncoder = {
  readonly push: (event: AnswerEvent) => string
  /** Nothing more comes from the upstream. An answer that did not end is an error, never a clean end (G64). */
  readonly end: () => string
  readonly keepAlive: () => string
}

/** Events as the stream of streamGenerateContent. */
export function createAnswerEncoder(options: AnswerOptions): AnswerEncoder {
  const parts = createParts()
  const responseId = randomUUID()
  let usage: CallUsage | null = null
  let written = 0
  let over = false

  const write = (chunk: Fields): string => {
    const json = JSON.stringify(chunk)
    written += 1
    if (options.form === "sse") return sseEvent(null, json)
    return `${written === 1 ? "[" : ",\r\n"}${json}`
  }
  const finish = (last: string): string => {
    over = true
    return options.form === "sse" ? last : `${last}]`
  }
  const push = (event: AnswerEvent): string => {
    if (over) return ""
    switch (event.kind) {
      case "begin":
      case "usage":
        usage = event.usage ?? usage
        return ""
      case "error":
        return finish(write(errorObject(event.error)))
      case "end": {
        const rest = parts.rest()
        return finish(write(answerOf(rest, usage, writeFinish(event.reason), options.model, responseId)))
      }
      default: {
        const done = parts.push(event)
        return done.length === 0 ? "" : write(answerOf(done, null, null, options.model, responseId))
      }
    }
  }
  return {
    push,
    end: () => push({ kind: "error", error: cutStream }),
    keepAlive: () => (options.form === "sse" ? sseComment("wait") : "\n"),
  }
}

/** Events of a whole answer without an error as the plain answer of generateContent. */
export function encodeAnswer(events: readonly AnswerEvent[], model: string): string {
  const parts = createParts()
  const done: Fields[] = []
  let usage: CallUsage | null = null
  let finish = "OTHER"
  for (const event of events) {
    if (event.kind === "begin" || event.kind === "usage") usage = event.usage ?? usage
    else if (event.kind === "end") finish = writeFinish(event.reason)
    else done.push(...parts.push(event))
  }
  return JSON.stringify(answerOf(joined([...done, ...parts.rest()]), usage, finish, model, randomUUID()))
}

function answerOf(
  parts: readonly Fields[],
  usage: CallUsage | null,
  finishReason: string | null,
  model: string,
  responseId: string,
): Fields {
  const content = { role: "model", parts }
  return present({
    candidates: [present({ content, finishReason, index: 0 })],
    usageMetadata: usage === null ? null : writeUsage(usage),
    modelVersion: model,
    responseId,
  })
}

/** Pieces of one text as one part; a part that carries a signature is joined with none before or after it (G39). */
function joined(parts: readonly Fields[]): readonly Fields[] {
  const out: Fields[] = []
  for (const part of parts) {
    const last = out.at(-1)
    const both =
      typeof part.text === "string" && typeof last?.text === "string" && part.thought === last.thought
    const apart = part.thoughtSignature !== undefined || last?.thoughtSignature !== undefined
    if (last !== undefined && both && !apart)
      out[out.length - 1] = { ...last, text: `${last.text}${part.text}` }
    else out.push(part)
  }
  return out
}

const cutStream: GatewayError = {
  status: 502,
  code: "upstream",
  message: "The upstream's stream ended before the answer did.",
  param: null,
  retryAfterMs: null,
}
