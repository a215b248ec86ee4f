// A model server for the benchmark: fixed bytes, made once, in a process of its own. Prints its port as one line of JSON.
import { createServer } from "node:http"
import { setTimeout as wait } from "node:timers/promises"
import { words } from "./words.ts"

const json = { "content-type": "application/json; charset=utf-8" }
const sse = { "content-type": "text/event-stream; charset=utf-8" }

const usage = { prompt_tokens: 100, completion_tokens: 30, total_tokens: 130 }
const chatHead = { id: "chatcmpl-bench", created: 1_767_225_600, model: "gpt-5.5" }
const chatPlain = Buffer.from(
  JSON.stringify({
    ...chatHead,
    object: "chat.completion",
    choices: [{ index: 0, message: { role: "assistant", content: words.join("") }, finish_reason: "stop" }],
    usage,
  }),
)
const chatStream = [
  ...words.map((content, at) => chunk(at === 0 ? { role: "assistant", content } : { content }, null)),
  chunk({}, "stop"),
  `data: ${JSON.stringify({ ...chatHead, object: "chat.completion.chunk", choices: [], usage })}\n\n`,
  "data: [DONE]\n\n",
].map((text) => Buffer.from(text))

const usageMetadata = { promptTokenCount: 100, candidatesTokenCount: 30, totalTokenCount: 130 }
const geminiPlain = Buffer.from(JSON.stringify(candidate(words.join(""), "STOP")))
const geminiChunks = words.map((text, at) =>
  JSON.stringify(candidate(text, at === words.length - 1 ? "STOP" : null)),
)
const geminiSse = geminiChunks.map((text) => Buffer.from(`data: ${text}\r\n\r\n`))
const geminiArray = [...geminiChunks.map((text, at) => `${at === 0 ? "[" : ",\r\n"}${text}`), "\n]"].map(
  (text) => Buffer.from(text),
)

const server = createServer((request, response) => {
  const path = request.url ?? "/"
  const chunks: Buffer[] = []
  request.on("data", (part: Buffer) => chunks.push(part))
  request.on("end", () => {
    const body = Buffer.concat(chunks)
    const pauseMs = path.includes("paced") || body.includes(`"gpt-paced"`) ? 20 : 0
    if (request.method !== "POST") response.writeHead(200, json).end(`{"object":"list","data":[]}`)
    else if (path.includes(":streamGenerateContent"))
      void send(
        path.includes("alt=sse") ? sse : json,
        path.includes("alt=sse") ? geminiSse : geminiArray,
        pauseMs,
      )
    else if (path.includes(":generateContent")) void send(json, [geminiPlain], 0)
    else if (body.includes(`"stream":true`)) void send(sse, chatStream, pauseMs)
    else void send(json, [chatPlain], 0)
  })
  const send = async (
    headers: Readonly<Record<string, string>>,
    pieces: readonly Buffer[],
    pauseMs: number,
  ) => {
    response.writeHead(200, headers)
    for (const [at, piece] of pieces.entries()) {
      if (at > 0 && pauseMs > 0) await wait(pauseMs)
      response.write(piece)
    }
    response.end()
  }
})
server.keepAliveTimeout = 120_000
server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  if (address !== null && typeof address === "object")
    process.stdout.write(`${JSON.stringify({ port: address.port })}\n`)
})

function chunk(delta: object, finish_reason: string | null): string {
  const choices = [{ index: 0, delta, finish_reason }]
  return `data: ${JSON.stringify({ ...chatHead, object: "chat.completion.chunk", choices })}\n\n`
}

function candidate(text: string, finishReason: string | null): object {
  const finish = finishReason === null ? {} : { finishReason }
  const content = { role: "model", parts: [{ text }] }
  return { candidates: [{ index: 0, content, ...finish }], usageMetadata, modelVersion: "gemini-2.5-flash" }
}
