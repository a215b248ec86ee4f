/** The requests of the benchmark, in the formats of client and upstream. */
export type Body = "small" | "49 kB"

const prompt = "Say the words."

/** Anthropic Messages. `49 kB`: as long as a coding agent's first request is, with a long system text and twelve tools. */
export function messagesBody(model: string, size: Body, stream: boolean): string {
  const head = { model, max_tokens: 1024, stream, messages: [{ role: "user", content: prompt }] }
  if (size === "small") return JSON.stringify(head)
  const system = [{ type: "text", text: systemText, cache_control: { type: "ephemeral" } }]
  const declared = tools.map(({ name, description, schema }) => ({ name, description, input_schema: schema }))
  return JSON.stringify({ ...head, system, tools: declared })
}

/** Chat Completions. */
export function chatBody(model: string, size: Body, stream: boolean): string {
  const user = { role: "user", content: prompt }
  const usage = stream ? { stream_options: { include_usage: true } } : {}
  if (size === "small") return JSON.stringify({ model, messages: [user], stream, ...usage })
  const declared = tools.map(({ name, description, schema }) => ({
    type: "function",
    function: { name, description, parameters: schema },
  }))
  const messages = [{ role: "system", content: systemText }, user]
  return JSON.stringify({ model, messages, tools: declared, stream, ...usage })
}

export function geminiBody(): string {
  return JSON.stringify({ contents: [{ role: "user", parts: [{ text: prompt }] }] })
}

const sentence =
  "You work in the user's project: read before you write, keep changes small, run the checks and say what you did. "
const systemText = sentence.repeat(200)

const tools = Array.from({ length: 12 }, (_, at) => ({
  name: `tool_${at}`,
  description: sentence.repeat(12),
  schema: {
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    properties: Object.fromEntries(
      Array.from({ length: 6 }, (_, field) => [
        `field_${field}`,
        field % 2 === 0
          ? { type: "string", description: sentence, pattern: "^[a-z]+$" }
          : { type: "integer", exclusiveMinimum: 0, default: field },
      ]),
    ),
    required: ["field_0", "field_1"],
    additionalProperties: false,
  },
}))
