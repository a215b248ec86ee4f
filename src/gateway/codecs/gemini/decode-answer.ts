import type { AnswerEvent, CallUsage, GatewayError, Signature } from "../../model/exchange.ts"
import type { ToolNames } from "../../schema/properties.ts"
import type { SseEvent } from "../../sse/read.ts"
import { type Fields, listOf, recordOf, textOf } from "../fields.ts"
import { fittingId, mintCallId } from "../ids.ts"
import { parseJson } from "../json-digits.ts"
import { readStreamError } from "./errors.ts"
import { readFinish } from "./finish.ts"
import { createPartialArguments, type PartialArguments } from "./partial-call.ts"
import { readUsage } from "./usage.ts"

export type AnswerDecoder = {
  readonly push: (event: SseEvent) => AnswerEvent[]
  /** The upstream closed its stream. */
  readonly end: () => AnswerEvent[]
}

/** A plain answer of generateContent. */
export function decodeAnswer(body: string, names: ToolNames): AnswerEvent[] {
  const decoder = decoderOf(names, "plain")
  return [...decoder.push({ event: null, data: body }), ...decoder.end()]
}

/** A stream of streamGenerateContent with `alt=sse`. */
export function createAnswerDecoder(names: ToolNames): AnswerDecoder {
  return decoderOf(names, "stream")
}

type OpenCall = {
  readonly id: string
  readonly name: string
  signature: Signature | undefined
  readonly args: PartialArguments
}

function decoderOf(names: ToolNames, form: "plain" | "stream"): AnswerDecoder {
  let begun = false
  let open: "text" | "thinking" | null = null
  let call: OpenCall | null = null
  let calls = 0
  let finish: string | null = null
  let candidates = false
  let blocked: string | null = null
  let over = false

  const close = (): AnswerEvent[] => {
    const was = open
    open = null
    return was === null ? [] : [{ kind: "part-end" }]
  }
  const fail = (error: GatewayError): AnswerEvent[] => {
    over = true
    return [{ kind: "error", error }]
  }
  const words = (
    kind: "text" | "thinking",
    text: string,
    signature: Signature | undefined,
  ): AnswerEvent[] => {
    if (text === "" && signature === undefined) return []
    const before = open === kind ? [] : close()
    open = kind
    const said: AnswerEvent = { kind, text, ...(signature === undefined ? {} : { signature }) }
    // What follows a signature is another part (G39).
    return [...before, said, ...(signature === undefined ? [] : close())]
  }
  const readCall = (fields: Fields, signature: Signature | undefined): AnswerEvent[] => {
    if (call === null) {
      const given = textOf(fields.id)
      calls += 1
      call = {
        id: given === null || given === "" ? mintCallId() : fittingId(given),
        name: names.back(textOf(fields.name) ?? ""),
        signature: undefined,
        args: createPartialArguments(),
      }
    }
    call.signature ??= signature
    call.args.add(fields)
    return fields.willContinue === true ? [] : finishCall()
  }
  const finishCall = (): AnswerEvent[] => {
    if (call === null) return []
    const { id, name, signature, args } = call
    call = null
    return [
      ...close(),
      { kind: "call", id, name, ...(signature === undefined ? {} : { signature }) },
      { kind: "call-arguments", json: names.properties.back(args.json()) },
      { kind: "part-end" },
    ]
  }
  const readPart = (part: Fields): AnswerEvent[] => {
    const signed = textOf(part.thoughtSignature)
    const signature: Signature | undefined = signed === null ? undefined : { value: signed, family: "gemini" }
    if (part.functionCall !== undefined) return readCall(recordOf(part.functionCall), signature)
    const inline = recordOf(part.inlineData)
    const base64 = textOf(inline.data)
    if (base64 !== null) {
      const data = { mimeType: textOf(inline.mimeType) ?? "image/png", base64 }
      const image: AnswerEvent = { kind: "image", data, ...(signature === undefined ? {} : { signature }) }
      return [...close(), image, { kind: "part-end" }]
    }
    const kind = part.thought === true ? "thinking" : "text"
    return words(kind, textOf(part.text) ?? codeText(part), signature)
  }
  const readChunk = (chunk: Fields): AnswerEvent[] => {
    if (chunk.error !== undefined) return fail(readStreamError(chunk))
    const usage = readUsage(recordOf(chunk.usageMetadata))
    const out: AnswerEvent[] = begun ? [] : [beginning(chunk, usage)]
    begun = true
    blocked ??= textOf(recordOf(chunk.promptFeedback).blockReason)
    const [first] = listOf(chunk.candidates)
    if (first !== undefined) {
      candidates = true
      const candidate = recordOf(first)
      for (const part of listOf(recordOf(candidate.content).parts)) out.push(...readPart(recordOf(part)))
      finish = textOf(candidate.finishReason) ?? finish
    }
    if (usage !== null) out.push({ kind: "usage", usage })
    return out
  }
  const ending = (): AnswerEvent[] => {
    if (blocked !== null && !candidates) return [{ kind: "end", reason: "refused", stopSequence: null }]
    if (!candidates) return fail(broken("The upstream answered without any candidate."))
    if (finish === null && form === "stream") {
      return fail(broken("The upstream's stream ended before the answer did."))
    }
    const reason = readFinish(finish ?? "STOP", calls > 0)
    if (reason === "malformed") return fail(broken(`The model's tool call was not usable (${finish}).`))
    return [{ kind: "end", reason, stopSequence: null }]
  }

  return {
    push: (event) => {
      if (over) return []
      const value = parseJson(event.data)
      if (value === undefined) return fail(broken("The upstream sent something that is no JSON."))
      const out: AnswerEvent[] = []
      // Google wraps some answers and errors into a list (G67).
      for (const chunk of Array.isArray(value) ? value : [value]) {
        if (!over) out.push(...readChunk(recordOf(chunk)))
      }
      return out
    },
    end: () => {
      if (over) return []
      const last = [...finishCall(), ...close(), ...ending()]
      over = true
      return last
    },
  }
}

function beginning(chunk: Fields, usage: CallUsage | null): AnswerEvent {
  return { kind: "begin", id: textOf(chunk.responseId), model: textOf(chunk.modelVersion), usage }
}

/** Code that the model ran on its own side, and what it printed, as text a client can show. */
function codeText(part: Fields): string {
  const code = textOf(recordOf(part.executableCode).code)
  if (code !== null) return `\n\`\`\`\n${code}\n\`\`\`\n`
  const output = textOf(recordOf(part.codeExecutionResult).output)
  return output === null ? "" : `\n\`\`\`\n${output}\n\`\`\`\n`
}

/** An answer that is none: another attempt may succeed (G50, G53). */
function broken(message: string): GatewayError {
  return { status: 502, code: "upstream", message, param: null, retryAfterMs: null }
}
