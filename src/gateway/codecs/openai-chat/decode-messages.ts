import type { Part, Signature, TextPart, Turn } from "../../model/exchange.ts"
import { callArguments, wrapInput } from "../call-arguments.ts"
import type { Faults } from "../faults.ts"
import { type Fields, listOf, recordOf, shown, textOf } from "../fields.ts"
import { contentParts } from "./decode-content.ts"

export type Conversation = { readonly system: readonly TextPart[]; readonly turns: readonly Turn[] }

/** The conversation in `messages`. Instructions before the first turn are the system text, later ones keep their place (G09, G10). */
export function conversationOf(messages: readonly unknown[], faults: Faults): Conversation {
  const system: TextPart[] = []
  const turns: Turn[] = []
  const names = new Map<string, string>()
  for (const [at, message] of messages.entries()) {
    const fields = recordOf(message)
    const where = `messages[${at}]`
    const content = contentParts(fields.content, `${where}.content`, faults)
    switch (fields.role) {
      case "system":
      case "developer":
        if (turns.length === 0) system.push(...content.filter((part) => part.kind === "text"))
        else turns.push({ role: "system", parts: content })
        break
      case "user":
        turns.push({ role: "user", parts: content })
        break
      case "assistant":
        turns.push({ role: "model", parts: modelParts(fields, content, where, names, faults) })
        break
      case "tool":
        turns.push({ role: "user", parts: [resultPart(fields, content, where, names, faults)] })
        break
      default:
        faults.tell(`A message of role "${shown(fields.role)}" cannot be translated.`, `${where}.role`)
    }
  }
  return { system, turns }
}

/** A thought signature where Google's own OpenAI-compatible API puts it (G40). */
export function signatureOf(fields: Fields): Signature | null {
  const extra = recordOf(fields.extra_content)
  const value =
    textOf(recordOf(extra.google).thought_signature) ?? textOf(recordOf(extra.vertex).thought_signature)
  return value === null ? null : { value, family: "gemini" }
}

function modelParts(
  fields: Fields,
  content: readonly Part[],
  where: string,
  names: Map<string, string>,
  faults: Faults,
): readonly Part[] {
  if (fields.function_call !== undefined && fields.function_call !== null)
    faults.tell("function_call is the old form: use tool_calls.", `${where}.function_call`)
  const thought = textOf(fields.reasoning_content) ?? textOf(fields.reasoning) ?? ""
  const refusal = textOf(fields.refusal) ?? ""
  const images = contentParts(listOf(fields.images), `${where}.images`, faults)
  const calls = listOf(fields.tool_calls).map((call, at) =>
    callPart(recordOf(call), `${where}.tool_calls[${at}]`, names, faults),
  )
  const thinking: Part[] = thought === "" ? [] : [{ kind: "thinking", text: thought }]
  const refused: Part[] = refusal === "" ? [] : [{ kind: "text", text: refusal }]
  return [...thinking, ...signLast([...content, ...refused], signatureOf(fields)), ...images, ...calls]
}

/** A signature of the whole message belongs to its last text, or to an empty one of its own (G38). */
function signLast(parts: readonly Part[], signature: Signature | null): readonly Part[] {
  if (signature === null) return parts
  const last = parts.at(-1)
  if (last?.kind !== "text") return [...parts, { kind: "text", text: "", signature }]
  return [...parts.slice(0, -1), { ...last, signature }]
}

function callPart(call: Fields, where: string, names: Map<string, string>, faults: Faults): Part {
  const custom = call.type === "custom"
  const told = recordOf(custom ? call.custom : call.function)
  const id = textOf(call.id)
  const name = textOf(told.name)
  if (id === null || id === "") faults.tell("A call needs an id.", `${where}.id`)
  if (name === null || name === "") faults.tell("A call needs the name of its function.", where)
  names.set(id ?? "", name ?? "")
  const argumentsJson = custom
    ? wrapInput(textOf(told.input) ?? "")
    : callArguments(textOf(told.arguments), `${where}.function.arguments`, faults)
  const signature = signatureOf(call)
  return { kind: "call", id: id ?? "", name: name ?? "", argumentsJson, ...(signature && { signature }) }
}

function resultPart(
  fields: Fields,
  content: readonly Part[],
  where: string,
  names: ReadonlyMap<string, string>,
  faults: Faults,
): Part {
  const id = textOf(fields.tool_call_id)
  if (id === null || id === "")
    faults.tell("A tool message needs the id of its call.", `${where}.tool_call_id`)
  return { kind: "result", id: id ?? "", name: names.get(id ?? "") ?? null, content, failed: false }
}
