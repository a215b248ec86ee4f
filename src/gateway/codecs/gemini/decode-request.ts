import { isRecord } from "../../../system/json-record.ts"
import type {
  AnswerShape,
  Decoded,
  Exchange,
  GatewayError,
  TextPart,
  ToolChoice,
  ToolDeclaration,
} from "../../model/exchange.ts"
import { widenSchema } from "../../schema/widen.ts"
import { badRequest } from "../bad-request.ts"
import { type Fields, listOf, numberOf, recordOf, textOf } from "../fields.ts"
import { parseJson } from "../json-digits.ts"
import { decodeContents } from "./decode-contents.ts"
import { member } from "./member.ts"
import { readThinking } from "./thinking-config.ts"

/** What a Gemini request says in its path and headers. */
export type RequestPlace = {
  readonly model: string
  /** Whether it is `streamGenerateContent`. */
  readonly stream: boolean
  readonly session: string | null
}

/** A body of generateContent or streamGenerateContent as an exchange, or the 400 that says what is wrong with it. */
export function clientRequest(body: string | Fields, place: RequestPlace): Decoded<Exchange> {
  const fields = typeof body === "string" ? parseJson(body) : body
  if (!isRecord(fields)) return { kind: "error", error: badRequest("The body is no JSON object.", null) }
  const config = recordOf(member(fields, "generationConfig"))
  const wrong = faultOf(fields, config)
  if (wrong !== null) return { kind: "error", error: wrong }
  const turns = decodeContents(listOf(fields.contents))
  if (turns.kind === "error") return turns
  const mode = recordOf(member(recordOf(member(fields, "toolConfig")), "functionCallingConfig"))
  const thinking = recordOf(member(config, "thinkingConfig"))
  const setting = (name: string) => numberOf(member(config, name))
  return {
    kind: "ok",
    value: {
      model: place.model,
      system: systemOf(member(fields, "systemInstruction")),
      turns: turns.value,
      tools: allowedTools(toolsOf(fields), mode),
      toolChoice: choiceOf(mode),
      parallelCalls: true,
      thinking: readThinking({
        show: member(thinking, "includeThoughts") === true,
        budget: numberOf(member(thinking, "thinkingBudget")),
        level: textOf(member(thinking, "thinkingLevel")),
      }),
      sampling: {
        temperature: setting("temperature"),
        topP: setting("topP"),
        topK: setting("topK"),
        seed: setting("seed"),
        presencePenalty: setting("presencePenalty"),
        frequencyPenalty: setting("frequencyPenalty"),
      },
      stop: listOf(member(config, "stopSequences")).filter((each) => typeof each === "string"),
      maxOutputTokens: setting("maxOutputTokens"),
      shape: shapeOf(config),
      stream: place.stream,
      streamUsage: true,
      session: place.session,
    },
  }
}

/** What only Google's own service can do; the first is told. */
function faultOf(fields: Fields, config: Fields): GatewayError | null {
  if (!Array.isArray(fields.contents)) return badRequest("contents: a list is required.", "contents")
  if ((numberOf(member(config, "candidateCount")) ?? 1) > 1) {
    return badRequest(
      "generationConfig.candidateCount: one candidate at a time.",
      "generationConfig.candidateCount",
    )
  }
  if (member(fields, "cachedContent") !== undefined) {
    return unsupported("cachedContent: it is kept at Google; send the content itself.", "cachedContent")
  }
  for (const [index, tool] of listOf(fields.tools).entries()) {
    const other = Object.keys(recordOf(tool)).find((key) => !/^function_?declarations$/i.test(key))
    const param = `tools[${index}].${other}`
    if (other !== undefined)
      return unsupported(`${param}: this tool runs at Google only; leave it out.`, param)
  }
  return null
}

function unsupported(message: string, param: string): GatewayError {
  return { ...badRequest(message, param), code: "unsupported" }
}

function systemOf(instruction: unknown): readonly TextPart[] {
  if (typeof instruction === "string") return [{ kind: "text", text: instruction }]
  return listOf(recordOf(instruction).parts).flatMap((part): TextPart[] => {
    const text = textOf(recordOf(part).text)
    return text === null || text === "" ? [] : [{ kind: "text", text }]
  })
}

function toolsOf(fields: Fields): readonly ToolDeclaration[] {
  return listOf(fields.tools)
    .flatMap((tool) => listOf(member(recordOf(tool), "functionDeclarations")))
    .map(recordOf)
    .map((tool) => ({
      name: textOf(tool.name) ?? "",
      description: textOf(tool.description) ?? "",
      schema: member(tool, "parametersJsonSchema") ?? widenSchema(tool.parameters),
    }))
}

/** G24; VALIDATED lets the model choose, and its schema is kept anyway. */
function choiceOf(mode: Fields): ToolChoice {
  const [only, ...more] = allowedNames(mode)
  if (mode.mode === "ANY" && only !== undefined && more.length === 0) return { kind: "tool", name: only }
  if (mode.mode === "ANY") return { kind: "any" }
  return { kind: mode.mode === "NONE" ? "none" : "auto" }
}

/** Of several allowed names no other vendor knows; the model sees only those then. */
function allowedTools(tools: readonly ToolDeclaration[], mode: Fields): readonly ToolDeclaration[] {
  const allowed = allowedNames(mode)
  return allowed.length < 2 ? tools : tools.filter((tool) => allowed.includes(tool.name))
}

function allowedNames(mode: Fields): readonly string[] {
  return listOf(member(mode, "allowedFunctionNames")).filter((name) => typeof name === "string")
}

function shapeOf(config: Fields): AnswerShape {
  const schema = member(config, "responseSchema")
  const json = member(config, "responseJsonSchema") ?? (schema === undefined ? null : widenSchema(schema))
  if (member(config, "responseMimeType") !== "application/json") return { kind: "text" }
  return { kind: "json", schema: json, name: null, strict: true }
}
