import type { Part, Signature, Turn } from "../../model/exchange.ts"
import type { ToolNames } from "../../schema/properties.ts"
import { type Fields, recordOf } from "../fields.ts"
import { parseJson } from "../json-digits.ts"

type Call = Extract<Part, { kind: "call" }>
type Result = Extract<Part, { kind: "result" }>

export type ContentsOptions = {
  readonly names: ToolNames
  /** `none`: for the one retry after the upstream called a signature corrupted (G42). */
  readonly signatures: "keep" | "none"
  /** Whether a first call without signature is an error at this model (Gemini 3 and later). */
  readonly signaturesNeeded: boolean
  /** Whether results may hold images themselves; else these stand beside the result. */
  readonly imagesInResults: boolean
  /** Whether the endpoint takes ids of calls. */
  readonly callIds: boolean
}

/** Google's own word for "this history was made elsewhere" (G41). */
const sentinel = "skip_thought_signature_validator"

export type Contents = { readonly contents: readonly Fields[]; readonly sentinels: number }

/** Tidy turns (`tidyTurns`) as Gemini's contents. `sentinels`: how often the last resort of G41 was needed. */
export function encodeContents(turns: readonly Turn[], options: ContentsOptions): Contents {
  let sentinels = 0
  const current = startOfCurrentTurn(turns)
  const contents = turns.flatMap((turn, at): Fields[] => {
    const parts = turn.parts.flatMap((part) => encodePart(part, options))
    if (parts.length === 0) return []
    if (turn.role !== "model") return [{ role: "user", parts }]
    const signed = at > current && options.signaturesNeeded ? signFirstCall(parts) : parts
    if (signed !== parts) sentinels += 1
    return [{ role: "model", parts: signed }]
  })
  return { contents, sentinels }
}

/** The current turn begins at the last words of the user; what comes after are steps the service checks (G37). */
function startOfCurrentTurn(turns: readonly Turn[]): number {
  return turns.findLastIndex(
    (turn) => turn.role === "user" && turn.parts.every((part) => part.kind !== "result"),
  )
}

function signFirstCall(parts: readonly Fields[]): readonly Fields[] {
  const first = parts.findIndex((part) => "functionCall" in part)
  const call = parts[first]
  if (call === undefined || "thoughtSignature" in call) return parts
  return parts.with(first, { ...call, thoughtSignature: sentinel })
}

function encodePart(part: Part, options: ContentsOptions): Fields[] {
  switch (part.kind) {
    case "text": {
      const signature = signatureOf(part.signature, options)
      // The text of another vendor's signed empty part says nothing here (G12).
      return part.text === "" && !("thoughtSignature" in signature) ? [] : [{ text: part.text, ...signature }]
    }
    case "thinking": {
      // Thought text without its signature is of no use to the service, and another vendor's is not its own (G43).
      const signature = signatureOf(part.signature, options)
      return "thoughtSignature" in signature ? [{ text: part.text, thought: true, ...signature }] : []
    }
    case "image":
    case "audio":
    case "document":
      return [{ ...encodeBlob(part.data), ...signatureOf(part.signature, options) }]
    case "call":
      return [encodeCall(part, options)]
    case "result":
      return encodeResult(part, options)
  }
}

function signatureOf(signature: Signature | undefined, options: ContentsOptions): Fields {
  if (signature === undefined || options.signatures === "none") return {}
  return signature.family === "gemini" || signature.family === null
    ? { thoughtSignature: signature.value }
    : {}
}

function encodeBlob(data: Extract<Part, { data: unknown }>["data"]): Fields {
  if ("url" in data) return { fileData: { fileUri: data.url } }
  return { inlineData: { mimeType: data.mimeType, data: data.base64 } }
}

function encodeCall(part: Call, options: ContentsOptions): Fields {
  const args = recordOf(parseJson(options.names.properties.out(part.argumentsJson)))
  const id = options.callIds ? { id: part.id } : {}
  return {
    functionCall: { ...id, name: options.names.out(part.name), args },
    ...signatureOf(part.signature, options),
  }
}

function encodeResult(part: Result, options: ContentsOptions): Fields[] {
  const text = part.content.flatMap((each) => (each.kind === "text" ? [each.text] : [])).join("\n")
  const images = part.content.flatMap((each) =>
    each.kind === "image" || each.kind === "audio" || each.kind === "document" ? [encodeBlob(each.data)] : [],
  )
  const inside = options.imagesInResults && images.length > 0 ? { parts: images } : {}
  const result = {
    functionResponse: {
      ...(options.callIds ? { id: part.id } : {}),
      name: options.names.out(part.name ?? "unnamed"),
      response: part.failed ? { error: text } : { output: text },
      ...inside,
    },
  }
  return options.imagesInResults ? [result] : [result, ...images]
}
