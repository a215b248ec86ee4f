import type { Exchange, Part } from "../model/exchange.ts"

/** A picture, a recording or a document whose size says little of its tokens. */
const perMedium = 1100
/** What a turn or a tool costs besides its text. */
const perTurn = 4
const perTool = 12

/** Input tokens of a request by its characters: four to a token, one where writing has no spaces between words (G72). */
export function estimateTokens(exchange: Exchange): number {
  let tokens = 0
  for (const { text } of exchange.system) tokens += ofText(text)
  for (const turn of exchange.turns)
    tokens += perTurn + turn.parts.reduce((sum, part) => sum + ofPart(part), 0)
  for (const tool of exchange.tools) {
    tokens +=
      perTool + ofText(tool.name) + ofText(tool.description) + ofText(JSON.stringify(tool.schema) ?? "")
  }
  return Math.ceil(tokens)
}

function ofPart(part: Part): number {
  switch (part.kind) {
    case "text":
    case "thinking":
      return ofText(part.text)
    case "image":
    case "audio":
    case "document":
      return perMedium
    case "call":
      return perTurn + ofText(part.name) + ofText(part.argumentsJson)
    case "result":
      return perTurn + part.content.reduce((sum, inner) => sum + ofPart(inner), 0)
    default:
      return part satisfies never
  }
}

/** Characters from U+2E80 on are mostly words by themselves. */
function ofText(text: string): number {
  const dense = text.match(/[\u2e80-\uffff]/g)?.length ?? 0
  return dense + (text.length - dense) / 4
}
