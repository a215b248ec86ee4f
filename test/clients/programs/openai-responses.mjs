import { finish, load, maxTurns, order, schema, writeFile } from "./order.mjs"

const { OpenAI } = await load("openai")
const client = new OpenAI({ baseURL: `${order.url}/v1`, apiKey: order.key })
const tools = [
  { type: "function", name: "write_file", description: "Writes a file.", parameters: schema, strict: true },
]
const input = [{ role: "user", content: order.prompt }]

for (let turn = 0; turn < maxTurns; turn++) {
  const call = {
    model: order.model,
    instructions: "You write files.",
    input,
    tools,
    store: false,
    include: ["reasoning.encrypted_content"],
  }
  const answer = order.stream
    ? await client.responses.stream(call).finalResponse()
    : await client.responses.create(call)
  if (answer.status !== "completed") throw new Error(`the answer is ${answer.status}`)
  if (!(answer.usage?.total_tokens > 0)) throw new Error("the answer tells no usage")
  const calls = answer.output.filter(({ type }) => type === "function_call")
  if (calls.length === 0) {
    finish(answer.output_text)
    break
  }
  input.push(...answer.output.map(({ parsed_arguments, parsed, ...item }) => item))
  for (const { call_id, arguments: text } of calls)
    input.push({ type: "function_call_output", call_id, output: writeFile(JSON.parse(text)) })
}
