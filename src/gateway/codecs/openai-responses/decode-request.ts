import { isRecord } from "../../../system/json-record.ts"
import type { Decoded, Exchange } from "../../model/exchange.ts"
import { badRequest } from "../bad-request.ts"
import { createFaults, type Faults } from "../faults.ts"
import { type Fields, listOf, numberOf, recordOf, textOf } from "../fields.ts"
import { parseJson } from "../json-digits.ts"
import { samplingOf } from "../openai-chat/decode-request.ts"
import { thinkingSetting } from "../openai-chat/decode-thinking.ts"
import { shapeOf } from "../openai-chat/shared-fields.ts"
import { conversationOf } from "./decode-input.ts"
import { type HostedTools, toolbox } from "./decode-tools.ts"

export type ResponsesExtras = {
  /** A session hint out of the headers; one in the body goes before it (G14). */
  readonly session: string | null
  readonly hostedTools: HostedTools
}

/** A request of the Responses API, as body text or already parsed by `parseJson`. */
export function clientRequest(body: string | Fields, extras: ResponsesExtras): Decoded<Exchange> {
  const fields = typeof body === "string" ? parseJson(body) : body
  if (!isRecord(fields)) {
    return { kind: "error", error: badRequest("The request body must be a JSON object.", null) }
  }
  const faults = createFaults()
  const exchange = exchangeOf(fields, extras, faults)
  const error = faults.first()
  return error === null ? { kind: "ok", value: exchange } : { kind: "error", error }
}

/** Whether the client wants reasoning it can send back itself, as one does that stores nothing here (G45). */
export function wantsEncryptedReasoning(body: Fields): boolean {
  return listOf(body.include).includes("reasoning.encrypted_content")
}

/** Fields that point at something kept at OpenAI: the whole conversation must come with the request. */
const kept = ["previous_response_id", "conversation", "prompt"]

function exchangeOf(body: Fields, extras: ResponsesExtras, faults: Faults): Exchange {
  const model = textOf(body.model) ?? ""
  if (model === "") faults.tell("The request needs a model.", "model")
  for (const field of kept) {
    if (body[field] !== undefined && body[field] !== null)
      faults.tell(`${field} points at something this gateway does not keep: send the whole input.`, field)
  }
  if (body.background === true) faults.tell("Answers in the background are not kept here.", "background")
  const conversation = conversationOf(body, faults)
  if (conversation.turns.length === 0) faults.tell("The request needs an input.", "input")
  const { tools, choice, notes } = toolbox(body, extras.hostedTools, faults)
  const reasoning = recordOf(body.reasoning)
  return {
    model,
    ...conversation,
    tools,
    toolChoice: choice,
    parallelCalls: body.parallel_tool_calls !== false,
    thinking: thinkingSetting({
      word: textOf(reasoning.effort),
      budget: null,
      show: textOf(reasoning.summary) !== null && reasoning.summary !== "none",
      where: "reasoning.effort",
      faults,
    }),
    sampling: samplingOf(body),
    stop: [],
    maxOutputTokens: numberOf(body.max_output_tokens),
    shape: shapeOf(recordOf(recordOf(body.text).format), {
      nested: (format) => format,
      where: "text.format",
      faults,
    }),
    stream: body.stream === true,
    streamUsage: true,
    session: textOf(body.prompt_cache_key) ?? textOf(body.user) ?? extras.session,
    ...(notes.length > 0 && { notes }),
  }
}
