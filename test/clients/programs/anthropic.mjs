import { finish, load, maxTurns, order, schema, writeFile } from "./order.mjs"

const { default: Anthropic } = await load(order.package)
const client = new Anthropic({ baseURL: order.url, apiKey: order.key })
const tools = [{ name: "write_file", description: "Writes a file.", input_schema: schema }]
const messages = [{ role: "user", content: order.prompt }]
const head = {
  model: order.model,
  max_tokens: 4096,
  thinking: { type: "enabled", budget_tokens: 1024 },
  system: "You write files.",
}

const counted = await client.messages.countTokens({
  model: order.model,
  system: head.system,
  tools,
  messages,
})
if (!(counted.input_tokens > 0)) throw new Error("counting told nothing")

for (let turn = 0; turn < maxTurns; turn++) {
  const call = { ...head, messages, tools }
  const answer = order.stream
    ? await client.messages.stream(call).finalMessage()
    : await client.messages.create(call)
  if (!(answer.usage.output_tokens > 0)) throw new Error("the answer tells no usage")
  const calls = answer.content.filter(({ type }) => type === "tool_use")
  if (calls.length === 0) {
    finish(answer.content.map((block) => (block.type === "text" ? block.text : "")).join(""))
    break
  }
  if (answer.stop_reason !== "tool_use") throw new Error(`calls, but it stopped for ${answer.stop_reason}`)
  messages.push({ role: "assistant", content: answer.content })
  const results = calls.map(({ id, input }) => ({
    type: "tool_result",
    tool_use_id: id,
    content: writeFile(input),
  }))
  messages.push({ role: "user", content: results })
}
