import { isRecord } from "../../../system/json-record.ts"
import type {
  AnswerShape,
  Decoded,
  Exchange,
  GatewayError,
  TextPart,
  ThinkingSetting,
  ToolChoice,
  ToolDeclaration,
} from "../../model/exchange.ts"
import { badRequest } from "../bad-request.ts"
import { type Fields, listOf, numberOf, recordOf, textOf } from "../fields.ts"
import { parseJson } from "../json-digits.ts"
import { decodeTurns } from "./decode-turns.ts"
import { versionFault } from "./version-fault.ts"

/** What stands in the headers of a request. */
export type RequestHeaders = {
  /** `anthropic-version`. */
  readonly version: string | null
  /** `anthropic-beta`, its entries. */
  readonly betas: readonly string[]
  /** A header that names the session, where the client sends one. */
  readonly session: string | null
}

/** A body of `POST /v1/messages` (or of its token counter) as an exchange, or the 400 that says what is wrong with it. */
export function clientRequest(body: string | Fields, headers: RequestHeaders): Decoded<Exchange> {
  const fields = typeof body === "string" ? parseJson(body) : body
  if (!isRecord(fields)) return refused(badRequest("The body is no JSON object.", null))
  const wrong = versionFault(fields, headers.version) ?? faultOf(fields, headers)
  if (wrong !== null) return refused(wrong)
  const turns = decodeTurns(listOf(fields.messages))
  if (turns.kind === "error") return turns
  const choice = recordOf(fields.tool_choice)
  return {
    kind: "ok",
    value: {
      model: textOf(fields.model) ?? "",
      system: systemOf(fields.system),
      turns: turns.value,
      tools: listOf(fields.tools).map((tool) => toolOf(recordOf(tool))),
      toolChoice: choiceOf(choice),
      parallelCalls: choice.disable_parallel_tool_use !== true,
      thinking: thinkingOf(fields),
      sampling: {
        temperature: numberOf(fields.temperature),
        topP: numberOf(fields.top_p),
        topK: numberOf(fields.top_k),
        seed: null,
        presencePenalty: null,
        frequencyPenalty: null,
      },
      stop: listOf(fields.stop_sequences).filter((each) => typeof each === "string"),
      maxOutputTokens: numberOf(fields.max_tokens),
      shape: shapeOf(fields),
      stream: fields.stream === true,
      streamUsage: true,
      session: headers.session ?? textOf(recordOf(fields.metadata).user_id),
    },
  }
}

function refused(error: GatewayError): Decoded<never> {
  return { kind: "error", error }
}

/** What no upstream could make sense of; the first fault is told. */
function faultOf(fields: Fields, headers: RequestHeaders): GatewayError | null {
  if (textOf(fields.model) === null) return badRequest("model: a name is required.", "model")
  if (!Array.isArray(fields.messages)) return badRequest("messages: a list is required.", "messages")
  for (const [index, tool] of listOf(fields.tools).entries()) {
    const type = recordOf(tool).type
    if (type !== undefined && type !== null && type !== "custom") {
      const message = `tools.${index}: tools of type ${JSON.stringify(type)} run at Anthropic only; leave this tool out for other upstreams.`
      return { ...badRequest(message, `tools.${index}.type`), code: "unsupported" }
    }
  }
  return budgetFault(fields, headers)
}

/** At least 1024 and below `max_tokens`; thinking between tools may use more than one answer's tokens (G44). */
function budgetFault(fields: Fields, headers: RequestHeaders): GatewayError | null {
  const thinking = recordOf(fields.thinking)
  if (thinking.type !== "enabled") return null
  const budget = numberOf(thinking.budget_tokens)
  const field = "thinking.budget_tokens"
  if (budget === null || budget < 1024) return badRequest(`${field}: at least 1024 is required.`, field)
  const most = numberOf(fields.max_tokens)
  const betweenTools = headers.betas.some((beta) => beta.startsWith("interleaved-thinking"))
  if (most === null || budget < most || betweenTools) return null
  return badRequest(`${field}: it must be less than max_tokens (${most}).`, field)
}

function systemOf(system: unknown): readonly TextPart[] {
  if (typeof system === "string") return system === "" ? [] : [{ kind: "text", text: system }]
  return listOf(system).flatMap((block): TextPart[] => {
    const { text, cache_control: cacheMark } = recordOf(block)
    if (typeof text !== "string" || text === "") return []
    return [{ kind: "text", text, ...(cacheMark === undefined || cacheMark === null ? {} : { cacheMark }) }]
  })
}

function toolOf(tool: Fields): ToolDeclaration {
  return {
    name: textOf(tool.name) ?? "",
    description: textOf(tool.description) ?? "",
    schema: tool.input_schema ?? { type: "object" },
  }
}

function choiceOf(choice: Fields): ToolChoice {
  const name = textOf(choice.name)
  if (choice.type === "tool" && name !== null) return { kind: "tool", name }
  return { kind: choice.type === "any" || choice.type === "none" ? choice.type : "auto" }
}

function thinkingOf(fields: Fields): ThinkingSetting {
  const thinking = recordOf(fields.thinking)
  const effort = effortOf(recordOf(fields.output_config).effort)
  const show = thinking.display !== "omitted"
  if (thinking.type === "enabled") {
    return { kind: "enabled", budget: numberOf(thinking.budget_tokens), effort, show }
  }
  if (thinking.type === "adaptive") return { kind: "adaptive", budget: null, effort, show }
  if (thinking.type === "disabled") return { kind: "off", budget: 0, effort: null, show: false }
  return { kind: "default", budget: null, effort, show: false }
}

function effortOf(effort: unknown): ThinkingSetting["effort"] {
  if (effort === "xhigh") return "max"
  return effort === "low" || effort === "medium" || effort === "high" || effort === "max" ? effort : null
}

/** `output_config.format`, and the same where earlier clients put it. */
function shapeOf(fields: Fields): AnswerShape {
  const format = recordOf(recordOf(fields.output_config).format ?? fields.output_format)
  if (format.type !== "json_schema") return { kind: "text" }
  return { kind: "json", schema: format.schema ?? null, name: textOf(format.name), strict: true }
}
