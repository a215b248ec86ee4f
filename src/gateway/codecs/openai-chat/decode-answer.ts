import { isRecord } from "../../../system/json-record.ts"
import type { AnswerEvent, Signature, StopReason } from "../../model/exchange.ts"
import type { NameMap } from "../../schema/names.ts"
import type { SseEvent } from "../../sse/read.ts"
import { blobOfDataUrl } from "../data-url.ts"
import { type Fields, listOf, recordOf, textOf } from "../fields.ts"
import { parseJson } from "../json-digits.ts"
import { createPartQueue } from "../part-queue.ts"
import { brokenOff } from "../whole-answer.ts"
import { createCallReader } from "./decode-calls.ts"
import { signatureOf } from "./decode-messages.ts"
import { errorInside } from "./errors.ts"
import { usageOfChat } from "./usage.ts"

export type AnswerDecoder = {
  readonly push: (event: SseEvent) => AnswerEvent[]
  readonly end: () => AnswerEvent[]
}

/** `now` in epoch ms, for retry hints. */
export type AnswerOptions = { readonly names: NameMap; readonly now: () => number }

/** A streamed Chat Completions answer as events. A stream that ends without a `finish_reason` or `[DONE]` broke off (G64). */
export function createAnswerDecoder(options: AnswerOptions): AnswerDecoder {
  const reader = chunkReader(options)
  return {
    push: (event) => {
      if (event.data.trim() === "[DONE]") return reader.finish("done-told")
      const value = parseJson(event.data)
      if (value === undefined)
        return reader.fail({ ...brokenOff, message: "The upstream sent no valid JSON." })
      return reader.chunk(value, "delta")
    },
    end: () => reader.finish("closed"),
  }
}

/** A plain Chat Completions answer as events. */
export function decodeAnswer(body: string, options: AnswerOptions): readonly AnswerEvent[] {
  const reader = chunkReader(options)
  return [...reader.chunk(parseJson(body), "message"), ...reader.finish("done-told")]
}

type ChunkReader = {
  readonly chunk: (value: unknown, field: "delta" | "message") => AnswerEvent[]
  readonly finish: (how: "done-told" | "closed") => AnswerEvent[]
  readonly fail: (error: Extract<AnswerEvent, { kind: "error" }>["error"]) => AnswerEvent[]
}

function chunkReader(options: AnswerOptions): ChunkReader {
  const queue = createPartQueue()
  const calls = createCallReader(queue, options.names)
  let over = false
  let begun = false
  let answered = false
  let refused = false
  let reason: StopReason | null = null
  /** The text or thought that is open, and how many there were. */
  let open: { readonly kind: "text" | "thinking"; readonly key: string } | null = null
  let count = 0

  const closeOpen = (): AnswerEvent[] => {
    const key = open?.key
    open = null
    return key === undefined ? [] : queue.close(key)
  }
  const say = (kind: "text" | "thinking", text: string, signature: Signature | null): AnswerEvent[] => {
    if (text === "" && signature === null) return []
    const event: AnswerEvent = { kind, text, ...(signature && { signature }) }
    if (open?.kind === kind) return queue.add(open.key, [event])
    const closed = closeOpen()
    count += 1
    open = { kind, key: `${kind} ${count}` }
    return [...closed, ...queue.open(open.key, [event])]
  }
  const show = (url: string | null): AnswerEvent[] => {
    const data = url === null ? null : blobOfDataUrl(url)
    if (data === null) return []
    count += 1
    const key = `image ${count}`
    return [...closeOpen(), ...queue.open(key, [{ kind: "image", data }]), ...queue.close(key)]
  }
  const delta = (fields: Fields): AnswerEvent[] => {
    const signature = signatureOf(fields)
    // Google marks thoughts in the field of visible text; they must not be shown as such (G46).
    const thought = recordOf(recordOf(fields.extra_content).google).thought === true
    const refusal = textOf(fields.refusal) ?? ""
    if (refusal !== "") refused = true
    return [
      ...say("thinking", textOf(fields.reasoning_content) ?? textOf(fields.reasoning) ?? "", null),
      ...contentTexts(fields.content).flatMap(([kind, text]) => say(thought ? "thinking" : kind, text, null)),
      ...say("text", refusal, signature),
      ...listOf(fields.images).flatMap((image) => show(textOf(recordOf(recordOf(image).image_url).url))),
      ...listOf(fields.tool_calls).flatMap((call, at) => [...closeOpen(), ...calls.read(recordOf(call), at)]),
    ]
  }
  const fail: ChunkReader["fail"] = (error) => {
    if (over) return []
    over = true
    return [{ kind: "error", error }]
  }

  return {
    fail,
    chunk: (value, field) => {
      if (over) return []
      const error = errorInside(value, options.now())
      if (error !== null) return fail(error)
      if (!isRecord(value)) return fail({ ...brokenOff, message: "The upstream's answer is no JSON object." })
      const out: AnswerEvent[] = []
      if (!begun) out.push({ kind: "begin", id: textOf(value.id), model: textOf(value.model), usage: null })
      begun = true
      // Told at once and not at the end: what was used counts for a stream that breaks off, too (G58).
      const usage = usageOfChat(value.usage)
      if (usage !== null) out.push({ kind: "usage", usage })
      const choice = listOf(value.choices)
        .map(recordOf)
        .find((one) => (one.index ?? 0) === 0)
      if (choice === undefined) return out
      answered = true
      out.push(...delta(recordOf(choice[field])))
      const finish = textOf(choice.finish_reason)
      if (finish !== null && finish !== "") {
        reason = reasonOf(finish)
        out.push(...closeOpen(), ...calls.close())
      }
      return out
    },
    finish: (how) => {
      if (over) return []
      // No choice at all: worth another try elsewhere (G53).
      if (!answered) return fail({ ...brokenOff, message: "The upstream sent an empty answer." })
      if (reason === null && how === "closed") return fail(brokenOff)
      over = true
      const ending: AnswerEvent = {
        kind: "end",
        reason: refused ? "refused" : (reason ?? "done"),
        stopSequence: null,
      }
      return [...closeOpen(), ...calls.close(), ending]
    },
  }
}

function contentTexts(content: unknown): readonly (readonly ["text" | "thinking", string])[] {
  if (typeof content === "string") return [["text", content]]
  return listOf(content)
    .map(recordOf)
    .map((part) =>
      part.type === "thinking"
        ? [
            "thinking",
            listOf(part.thinking)
              .map((each) => textOf(recordOf(each).text) ?? "")
              .join(""),
          ]
        : ["text", textOf(part.text) ?? ""],
    )
}

function reasonOf(word: string): StopReason {
  switch (word) {
    case "stop":
      return "done"
    case "length":
      return "length"
    case "tool_calls":
    case "function_call":
      return "calls"
    case "content_filter":
      return "refused"
    default:
      return "other"
  }
}
