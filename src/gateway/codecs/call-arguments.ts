import { isRecord } from "../../system/json-record.ts"
import type { Faults } from "./faults.ts"
import { parseJson } from "./json-digits.ts"

/** Arguments of a call as a client sent them: a JSON object as text, `{}` when empty, a complaint when it is none (G27). */
export function callArguments(text: string | null, where: string, faults: Faults): string {
  if (text === null || text.trim() === "") return "{}"
  if (isRecord(parseJson(text))) return text
  faults.tell("The arguments of a call must be a JSON object.", where)
  return "{}"
}

/** Free text for a tool that takes no JSON, as the one argument `input` (G23). */
export function wrapInput(input: string): string {
  return JSON.stringify({ input })
}

/** The free text again; arguments of another form come back as they are. */
export function unwrapInput(argumentsJson: string): string {
  const value = parseJson(argumentsJson)
  return isRecord(value) && typeof value.input === "string" ? value.input : argumentsJson
}

/** What a model is told of a tool that takes free text. */
export const freeTextSchema = {
  type: "object",
  properties: { input: { type: "string", description: "The whole input of the tool, as plain text." } },
  required: ["input"],
}
