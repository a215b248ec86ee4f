import { finish, load, maxTurns, order, schema, writeFile } from "./order.mjs"

const { GoogleGenAI } = await load("@google/genai")
const client = new GoogleGenAI({ apiKey: order.key, httpOptions: { baseUrl: order.url } })
const tools = [
  {
    functionDeclarations: [
      { name: "write_file", description: "Writes a file.", parametersJsonSchema: schema },
    ],
  },
]
const contents = [{ role: "user", parts: [{ text: order.prompt }] }]
const config = { systemInstruction: "You write files.", tools }

const counted = await client.models.countTokens({ model: order.model, contents })
if (!(counted.totalTokens > 0)) throw new Error("counting told nothing")

for (let turn = 0; turn < maxTurns; turn++) {
  const { parts, usage } = await answerTo({ model: order.model, contents, config })
  if (!(usage?.totalTokenCount > 0)) throw new Error("the answer tells no usage")
  const calls = parts
    .filter(({ functionCall }) => functionCall !== undefined)
    .map(({ functionCall }) => functionCall)
  if (calls.length === 0) {
    finish(parts.map(({ text, thought }) => (thought ? "" : (text ?? ""))).join(""))
    break
  }
  contents.push({ role: "model", parts })
  contents.push({
    role: "user",
    parts: calls.map(({ id, name, args }) => ({
      functionResponse: { ...(id ? { id } : {}), name, response: { output: writeFile(args) } },
    })),
  })
}

/** Parts as they came, so that signatures go back where they stood. */
async function answerTo(call) {
  if (!order.stream) {
    const answer = await client.models.generateContent(call)
    return { parts: answer.candidates[0].content.parts, usage: answer.usageMetadata }
  }
  const parts = []
  let usage
  for await (const chunk of await client.models.generateContentStream(call)) {
    parts.push(...(chunk.candidates?.[0]?.content?.parts ?? []))
    usage = chunk.usageMetadata ?? usage
  }
  return { parts, usage }
}
