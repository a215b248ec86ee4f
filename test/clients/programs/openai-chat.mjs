import { finish, load, maxTurns, order, schema, writeFile } from "./order.mjs"

const { OpenAI } = await load("openai")
const client = new OpenAI({ baseURL: `${order.url}/v1`, apiKey: order.key })
const tools = [
  { type: "function", function: { name: "write_file", description: "Writes a file.", parameters: schema } },
]
const messages = [
  { role: "system", content: "You write files." },
  { role: "user", content: order.prompt },
]

for (let turn = 0; turn < maxTurns; turn++) {
  const call = { model: order.model, messages, tools }
  const completion = order.stream
    ? await client.chat.completions
        .stream({ ...call, stream_options: { include_usage: true } })
        .finalChatCompletion()
    : await client.chat.completions.create(call)
  if (!(completion.usage?.total_tokens > 0)) throw new Error("the answer tells no usage")
  const { content, tool_calls: calls } = completion.choices[0].message
  if (!calls?.length) {
    finish(content)
    break
  }
  // Only what the format documents goes back: this client drops unknown fields.
  const known = calls.map(({ id, type, function: { name, arguments: text } }) => ({
    id,
    type,
    function: { name, arguments: text },
  }))
  messages.push({ role: "assistant", content, tool_calls: known })
  for (const {
    id,
    function: { arguments: text },
  } of known)
    messages.push({ role: "tool", tool_call_id: id, content: writeFile(JSON.parse(text)) })
}
