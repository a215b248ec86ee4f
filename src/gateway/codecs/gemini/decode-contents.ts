import type { Decoded, Part, Signature, Turn } from "../../model/exchange.ts"
import { badRequest } from "../bad-request.ts"
import { type Fields, listOf, recordOf, textOf } from "../fields.ts"
import { member } from "./member.ts"
import { readSignature } from "./signature-field.ts"

type Call = Extract<Part, { kind: "call" }>

/** Contents of a Gemini client as turns. Calls without an id get one, and their results find it by name and order. */
export function decodeContents(contents: readonly unknown[]): Decoded<readonly Turn[]> {
  const turns: Turn[] = []
  const pending: Call[] = []
  for (const [index, each] of contents.entries()) {
    const content = recordOf(each)
    const role = content.role === "model" ? "model" : "user"
    const parts: Part[] = []
    for (const [at, part] of listOf(content.parts).entries()) {
      const decoded = decodePart(recordOf(part), `${index}_${at}`, pending)
      if (decoded === null) {
        const param = `contents[${index}].parts[${at}]`
        const error = badRequest(
          `${param}: ${Object.keys(recordOf(part)).join(", ")} cannot be translated.`,
          param,
        )
        return { kind: "error", error }
      }
      parts.push(...decoded)
    }
    turns.push({ role, parts: joinThoughts(parts) })
  }
  return { kind: "ok", value: turns }
}

/** Claude signs a thought as a whole: pieces of it come back as the one block that was signed (G43). */
function joinThoughts(parts: readonly Part[]): readonly Part[] {
  const out: Part[] = []
  for (const part of parts) {
    if (part.kind !== "thinking" || part.signature?.family !== "claude") {
      out.push(part)
      continue
    }
    let { text } = part
    for (
      let last = out.at(-1);
      last?.kind === "thinking" && last.signature === undefined;
      last = out.at(-1)
    ) {
      text = `${last.text}${text}`
      out.pop()
    }
    out.push({ ...part, text })
  }
  return out
}

function decodePart(part: Fields, place: string, pending: Call[]): Part[] | null {
  const signed = textOf(member(part, "thoughtSignature"))
  const read = signed === null ? null : readSignature(signed)
  const mark = read === null ? {} : { signature: read }
  const call = member(part, "functionCall")
  if (call !== undefined) return [keep(decodeCall(recordOf(call), place, mark), pending)]
  const response = member(part, "functionResponse")
  if (response !== undefined) return [decodeResponse(recordOf(response), pending)]
  const text = textOf(part.text)
  if (text !== null) return [{ kind: part.thought === true ? "thinking" : "text", text, ...mark }]
  const media = decodeMedia(part)
  if (media !== null) return [{ ...media, ...mark }]
  const code = textOf(recordOf(member(part, "executableCode")).code)
  if (code !== null) return [{ kind: "text", text: `\`\`\`\n${code}\n\`\`\`` }]
  const output = member(part, "codeExecutionResult")
  if (output !== undefined) return [{ kind: "text", text: textOf(recordOf(output).output) ?? "" }]
  return signed === null ? null : [{ kind: "text", text: "", ...mark }]
}

function keep(call: Call, pending: Call[]): Call {
  pending.push(call)
  return call
}

function decodeCall(call: Fields, place: string, mark: { readonly signature?: Signature }): Call {
  const id = textOf(call.id)
  return {
    kind: "call",
    // The same place has the same id on every turn, so that stored signatures are found again (G29).
    id: id === null || id === "" ? `call_g_${place}` : id,
    name: textOf(call.name) ?? "",
    argumentsJson: JSON.stringify(recordOf(call.args)),
    ...mark,
  }
}

function decodeResponse(response: Fields, pending: Call[]): Part {
  const name = textOf(response.name)
  const told = textOf(response.id)
  const at = pending.findIndex((call) =>
    told === null || told === "" ? call.name === name : call.id === told,
  )
  const [call] = at < 0 ? [] : pending.splice(at, 1)
  const { text, failed } = readResponse(recordOf(response.response))
  const media = listOf(response.parts).flatMap((part) => decodeMedia(recordOf(part)) ?? [])
  const id = call?.id ?? told ?? ""
  return { kind: "result", id, name, content: [{ kind: "text", text }, ...media], failed }
}

/** `{output}` and `{error}` are what the service means by success and failure (G32); anything else is data. */
function readResponse(response: Fields): { readonly text: string; readonly failed: boolean } {
  const [key, ...more] = Object.keys(response)
  const failed = more.length === 0 && key === "error"
  if (more.length > 0 || (key !== "output" && key !== "error"))
    return { text: JSON.stringify(response), failed }
  const value = response[key]
  return { text: typeof value === "string" ? value : JSON.stringify(value), failed }
}

function decodeMedia(part: Fields): Extract<Part, { data: unknown }> | null {
  const inline = recordOf(member(part, "inlineData"))
  const base64 = textOf(inline.data)
  if (base64 !== null) {
    const mimeType = textOf(member(inline, "mimeType")) ?? "application/octet-stream"
    return { kind: kindOf(mimeType), data: { mimeType, base64 } }
  }
  const file = recordOf(member(part, "fileData"))
  const url = textOf(member(file, "fileUri"))
  return url === null ? null : { kind: kindOf(textOf(member(file, "mimeType")) ?? ""), data: { url } }
}

function kindOf(mimeType: string): "image" | "audio" | "document" {
  if (mimeType === "" || mimeType.startsWith("image/")) return "image"
  return mimeType.startsWith("audio/") ? "audio" : "document"
}
