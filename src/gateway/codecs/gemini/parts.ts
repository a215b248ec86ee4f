import type { AnswerEvent, Signature } from "../../model/exchange.ts"
import { type Fields, present, recordOf } from "../fields.ts"
import { parseJson } from "../json-digits.ts"
import type { SignedOn } from "../signature-tag.ts"
import { writeSignature } from "./signature-field.ts"

type Call = Extract<AnswerEvent, { kind: "call" }>

export type Parts = {
  /** The parts that `event` made whole. Calls come whole; words come as they are said. */
  readonly push: (event: AnswerEvent) => Fields[]
  /** A call that was left open. */
  readonly rest: () => Fields[]
}

/** Turns the events of an answer into Gemini's parts. */
export function createParts(): Parts {
  let call: Call | null = null
  let json: string[] = []

  const rest = (): Fields[] => {
    if (call === null) return []
    const { id, name, signature } = call
    const args = recordOf(parseJson(json.join("")))
    call = null
    return [{ functionCall: present({ id, name, args }), ...mark(signature, "call") }]
  }
  return {
    rest,
    push: (event) => {
      switch (event.kind) {
        case "text": {
          const signed = mark(event.signature, "text")
          return event.text === "" && event.signature === undefined ? [] : [{ text: event.text, ...signed }]
        }
        case "thinking": {
          // Text that a vendor keeps to itself has no form here.
          if (event.text === "" && event.signature === undefined) return []
          return [{ text: event.text, thought: true, ...mark(event.signature, "thinking") }]
        }
        case "image": {
          const { mimeType, base64 } = event.data
          return [{ inlineData: { mimeType, data: base64 }, ...mark(event.signature, "text") }]
        }
        case "call": {
          const before = rest()
          call = event
          json = []
          return before
        }
        case "call-arguments":
          json.push(event.json)
          return []
        case "part-end":
          return rest()
        default:
          return []
      }
    },
  }
}

function mark(signature: Signature | undefined, on: SignedOn): Fields {
  return signature === undefined ? {} : { thoughtSignature: writeSignature(signature, on) }
}
