import type { AnswerEvent } from "../../model/exchange.ts"
import type { NameMap } from "../../schema/names.ts"
import { type Fields, listOf, recordOf, textOf } from "../fields.ts"
import { createPartQueue } from "../part-queue.ts"

/** Reads output items, each known by its `output_index`, whether they come in pieces or whole. */
export type ItemReader = {
  readonly added: (index: number, item: Fields) => AnswerEvent[]
  readonly text: (index: number, delta: string) => AnswerEvent[]
  readonly refusal: (index: number, delta: string) => AnswerEvent[]
  readonly thought: (index: number, section: number, delta: string) => AnswerEvent[]
  readonly arguments: (index: number, delta: string) => AnswerEvent[]
  /** The item as a whole: what did not come in pieces is taken from it. */
  readonly done: (index: number, item: Fields) => AnswerEvent[]
  readonly close: () => AnswerEvent[]
  readonly facts: () => { readonly calls: number; readonly refused: boolean }
}

export function createItemReader(names: NameMap): ItemReader {
  const queue = createPartQueue()
  const told = new Set<number>()
  const sections = new Map<number, number>()
  let calls = 0
  let refused = false

  const say = (index: number, event: AnswerEvent): AnswerEvent[] => {
    told.add(index)
    const key = String(index)
    return queue.has(key) ? queue.add(key, [event]) : queue.open(key, [event])
  }
  const text = (index: number, delta: string): AnswerEvent[] =>
    delta === "" ? [] : say(index, { kind: "text", text: delta })
  const thought = (index: number, section: number, delta: string): AnswerEvent[] => {
    if (delta === "") return []
    const before = sections.get(index)
    sections.set(index, section)
    const gap = before !== undefined && before !== section ? "\n\n" : ""
    return say(index, { kind: "thinking", text: gap + delta })
  }
  const refusal = (index: number, delta: string): AnswerEvent[] => {
    if (delta !== "") refused = true
    return text(index, delta)
  }
  const added = (index: number, item: Fields): AnswerEvent[] => {
    if (item.type !== "function_call" || queue.has(String(index))) return []
    calls += 1
    const call = {
      kind: "call",
      id: textOf(item.call_id),
      name: names.back(textOf(item.name) ?? ""),
    } as const
    return queue.open(String(index), [call])
  }
  const addArguments = (index: number, json: string): AnswerEvent[] =>
    json === "" ? [] : say(index, { kind: "call-arguments", json })

  const rest = (index: number, item: Fields): AnswerEvent[] => {
    switch (item.type) {
      case "message":
        if (told.has(index)) return []
        return listOf(item.content)
          .map(recordOf)
          .flatMap((part) => [
            ...text(index, textOf(part.text) ?? ""),
            ...refusal(index, textOf(part.refusal) ?? ""),
          ])
      case "function_call": {
        const json = textOf(item.arguments) ?? ""
        const opened = added(index, item)
        return told.has(index) ? opened : [...opened, ...addArguments(index, json === "" ? "{}" : json)]
      }
      case "reasoning": {
        const parts = listOf(item.summary).length > 0 ? listOf(item.summary) : listOf(item.content)
        const texts = told.has(index)
          ? []
          : parts.flatMap((part, at) => thought(index, at, textOf(recordOf(part).text) ?? ""))
        const value = textOf(item.encrypted_content)
        if (value === null) return texts
        const signature = { value, family: "openai" } as const
        return [...texts, ...say(index, { kind: "thinking", text: "", signature })]
      }
      case "image_generation_call": {
        const base64 = textOf(item.result)
        if (base64 === null) return []
        const mimeType = `image/${textOf(item.output_format) ?? "png"}`
        return say(index, { kind: "image", data: { mimeType, base64 } })
      }
      default:
        return []
    }
  }

  return {
    added,
    text,
    refusal,
    thought,
    arguments: addArguments,
    done: (index, item) => [...rest(index, item), ...queue.close(String(index))],
    close: queue.closeAll,
    facts: () => ({ calls, refused }),
  }
}
