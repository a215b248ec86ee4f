import type { Part, Signature, TextPart, Turn } from "../../model/exchange.ts"
import { callArguments, wrapInput } from "../call-arguments.ts"
import type { Faults } from "../faults.ts"
import { type Fields, listOf, recordOf, shown, textOf } from "../fields.ts"
import { audioPart, documentPart, imagePart } from "../openai-chat/decode-content.ts"
import { flatName } from "./decode-tools.ts"
import { readReasoning } from "./reasoning.ts"

export type Conversation = { readonly system: readonly TextPart[]; readonly turns: readonly Turn[] }

/** The conversation in `instructions` and `input`: instructions before the first turn are the system text, later ones keep their place (G09, G10). */
export function conversationOf(body: Fields, faults: Faults): Conversation {
  const system: TextPart[] = []
  const turns: Turn[] = []
  const names = new Map<string, string>()
  /** A signature that came in an item of its own, for the call behind it. */
  let forNextCall: Signature | null = null

  const call = (item: Fields, argumentsJson: string, where: string): void => {
    const id = textOf(item.call_id) ?? ""
    const name = textOf(item.name) ?? ""
    if (id === "") faults.tell("A call needs its call_id.", `${where}.call_id`)
    if (name === "") faults.tell("A call needs the name of its tool.", `${where}.name`)
    const flat = flatName(textOf(item.namespace), name)
    names.set(id, flat)
    const signature = forNextCall
    forNextCall = null
    turns.push(modelTurn({ kind: "call", id, name: flat, argumentsJson, ...(signature && { signature }) }))
  }
  const result = (item: Fields, where: string): void => {
    const id = textOf(item.call_id) ?? ""
    if (id === "") faults.tell("A result needs the call_id of its call.", `${where}.call_id`)
    const content = contentParts(item.output, `${where}.output`, faults)
    const name = names.get(id) ?? null
    turns.push({ role: "user", parts: [{ kind: "result", id, name, content, failed: false }] })
  }
  const reasoning = (item: Fields): void => {
    const read = readReasoning(item)
    if (read.kind === "part") turns.push(modelTurn(read.part))
    else if (read.kind === "next-call") forNextCall = read.signature
    else if (read.kind === "last-text") signLastText(turns, read.signature)
  }
  const message = (item: Fields, where: string): void => {
    const parts = contentParts(item.content, `${where}.content`, faults)
    switch (item.role) {
      case "system":
      case "developer":
        if (turns.length === 0) system.push(...parts.filter((part) => part.kind === "text"))
        else turns.push({ role: "system", parts })
        break
      case "user":
        turns.push({ role: "user", parts })
        break
      case "assistant":
        turns.push({ role: "model", parts })
        break
      default:
        faults.tell(`A message of role "${shown(item.role)}" cannot be translated.`, `${where}.role`)
    }
  }

  const instructions = textOf(body.instructions)
  if (instructions !== null) system.push({ kind: "text", text: instructions })
  if (typeof body.input === "string")
    turns.push({ role: "user", parts: [{ kind: "text", text: body.input }] })
  for (const [at, one] of listOf(body.input).entries()) {
    const item = recordOf(one)
    const where = `input[${at}]`
    switch (item.type) {
      case undefined:
      case "message":
        message(item, where)
        break
      case "function_call":
        call(item, callArguments(textOf(item.arguments), `${where}.arguments`, faults), where)
        break
      case "custom_tool_call":
        call(item, wrapInput(textOf(item.input) ?? ""), where)
        break
      case "function_call_output":
      case "custom_tool_call_output":
        result(item, where)
        break
      case "reasoning":
        reasoning(item)
        break
      case "image_generation_call":
        turns.push(modelTurn(generatedImage(item)))
        break
      case "web_search_call":
        // What was found stands in the answer that follows; the call itself means nothing to another vendor.
        break
      default:
        faults.tell(`An input item of type "${shown(item.type)}" cannot be translated.`, where)
    }
  }
  return { system, turns }
}

function modelTurn(part: Part): Turn {
  return { role: "model", parts: [part] }
}

function generatedImage(item: Fields): Part {
  return { kind: "image", data: { mimeType: "image/png", base64: textOf(item.result) ?? "" } }
}

/** A signature of the answer's last part (G38); where no text came before it, an empty text carries it. */
function signLastText(turns: Turn[], signature: Signature): void {
  const last = turns.at(-1)
  const part = last?.parts.at(-1)
  if (last?.role === "model" && part?.kind === "text")
    turns[turns.length - 1] = { role: "model", parts: [...last.parts.slice(0, -1), { ...part, signature }] }
  else turns.push(modelTurn({ kind: "text", text: "", signature }))
}

function contentParts(content: unknown, where: string, faults: Faults): readonly Part[] {
  if (typeof content === "string") return [{ kind: "text", text: content }]
  return listOf(content).flatMap((part, at) => contentPart(recordOf(part), `${where}[${at}]`, faults))
}

function contentPart(part: Fields, where: string, faults: Faults): readonly Part[] {
  switch (part.type) {
    case "input_text":
    case "output_text":
    case "text":
      return [{ kind: "text", text: textOf(part.text) ?? "" }]
    case "refusal":
      return [{ kind: "text", text: textOf(part.refusal) ?? "" }]
    case "input_image":
      return imagePart(textOf(part.image_url), where, faults)
    case "input_file":
      return documentPart(part, where, faults)
    case "input_audio":
      return audioPart(recordOf(part.input_audio), where, faults)
    default:
      faults.tell(`A content part of type "${shown(part.type)}" cannot be translated.`, where)
      return []
  }
}
