import { isRecord } from "../../../system/json-record.ts"
import type { Decoded, Exchange, Sampling } from "../../model/exchange.ts"
import { badRequest } from "../bad-request.ts"
import { createFaults, type Faults } from "../faults.ts"
import { type Fields, listOf, numberOf, recordOf, textOf } from "../fields.ts"
import { parseJson } from "../json-digits.ts"
import { conversationOf } from "./decode-messages.ts"
import { thinkingOf } from "./decode-thinking.ts"
import { toolbox } from "./decode-tools.ts"
import { shapeOf } from "./shared-fields.ts"

/**
 * A request of Chat Completions, as body text or already parsed by `parseJson`. `extras.session` is a session hint out of
 * the headers; one in the body goes before it (G14).
 */
export function clientRequest(
  body: string | Fields,
  extras: { readonly session: string | null },
): Decoded<Exchange> {
  const fields = typeof body === "string" ? parseJson(body) : body
  if (!isRecord(fields)) {
    return { kind: "error", error: badRequest("The request body must be a JSON object.", null) }
  }
  const faults = createFaults()
  const exchange = exchangeOf(fields, extras.session, faults)
  const error = faults.first()
  return error === null ? { kind: "ok", value: exchange } : { kind: "error", error }
}

/** What would change the answer and cannot be kept: the old form of tools (use `tools`), search at OpenAI, speech. */
const untranslated = ["functions", "web_search_options", "audio"]

function exchangeOf(body: Fields, session: string | null, faults: Faults): Exchange {
  const model = textOf(body.model) ?? ""
  if (model === "") faults.tell("The request needs a model.", "model")
  if (!Array.isArray(body.messages) || body.messages.length === 0)
    faults.tell("The request needs at least one message.", "messages")
  if ((numberOf(body.n) ?? 1) > 1) faults.tell("Only one answer per request can be translated.", "n")
  for (const field of untranslated) {
    if (body[field] !== undefined && body[field] !== null)
      faults.tell(`${field} cannot be translated for this upstream.`, field)
  }
  const { tools, choice } = toolbox(body, faults)
  return {
    model,
    ...conversationOf(listOf(body.messages), faults),
    tools,
    toolChoice: choice,
    parallelCalls: body.parallel_tool_calls !== false,
    thinking: thinkingOf(body, faults),
    sampling: samplingOf(body),
    stop: stopsOf(body.stop),
    maxOutputTokens: numberOf(body.max_completion_tokens) ?? numberOf(body.max_tokens),
    shape: shapeOf(recordOf(body.response_format), {
      nested: (format) => recordOf(format.json_schema),
      where: "response_format",
      faults,
    }),
    stream: body.stream === true,
    streamUsage: recordOf(body.stream_options).include_usage === true,
    session: textOf(body.prompt_cache_key) ?? textOf(body.user) ?? session,
  }
}

/** The settings of sampling that both of OpenAI's formats name alike. */
export function samplingOf(body: Fields): Sampling {
  return {
    temperature: numberOf(body.temperature),
    topP: numberOf(body.top_p),
    topK: numberOf(body.top_k),
    seed: numberOf(body.seed),
    presencePenalty: numberOf(body.presence_penalty),
    frequencyPenalty: numberOf(body.frequency_penalty),
  }
}

function stopsOf(stop: unknown): readonly string[] {
  if (typeof stop === "string") return [stop]
  return listOf(stop).filter((one) => typeof one === "string")
}
