import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { type FakeAnswer, says } from "../fakes/fake-answer.ts"
import { openFakeAnthropic } from "../fakes/fake-anthropic.ts"
import { openFakeGemini } from "../fakes/fake-gemini.ts"
import type { Fake } from "../fakes/fake-server.ts"
import { eventsIn } from "./client-formats.ts"
import { ask, jsonOf, openTestGateway, type TestGateway, upstreamAt } from "./test-gateway.ts"

const model = "gemini-3-flash"
const signature = "EvQBsignatureOfTheCall0123456789+/=="

const signedCalls: FakeAnswer = {
  kind: "answer",
  parts: [
    { kind: "call", id: null, name: "read", args: { path: "a.txt" }, signature },
    { kind: "call", id: null, name: "read", args: { path: "b.txt" } },
  ],
}

const parameters = { type: "object", properties: { path: { type: "string" } } }
const anyJson = (text: string) => JSON.parse(text)
type Any = ReturnType<typeof anyJson>

/** A client that keeps nothing but what its format demands: no unknown fields, no reasoning items, no thinking blocks. */
type Forgetful = {
  readonly letter: string
  readonly path: string
  first(mode: "plain" | "stream"): Any
  /** The next request, made of the answer as this client keeps it. */
  next(calls: readonly Call[]): Any
  calls(answer: Any): readonly Call[]
}
type Call = { readonly id: string; readonly name: string; readonly args: string }

const forgetful: readonly Forgetful[] = [
  {
    letter: "C",
    path: "/v1/chat/completions",
    first: (mode) => ({
      model,
      stream: mode === "stream",
      messages: [{ role: "user", content: "Read both." }],
      tools: [{ type: "function", function: { name: "read", parameters } }],
    }),
    next: (calls) => ({
      model,
      messages: [
        { role: "user", content: "Read both." },
        {
          role: "assistant",
          content: null,
          tool_calls: calls.map(({ id, name, args }) => ({
            id,
            type: "function",
            function: { name, arguments: args },
          })),
        },
        ...calls.map(({ id }) => ({ role: "tool", tool_call_id: id, content: "text" })),
      ],
      tools: [{ type: "function", function: { name: "read", parameters } }],
    }),
    calls: (answer) =>
      answer.choices[0].message.tool_calls.map((call: Any) => ({
        id: call.id,
        name: call.function.name,
        args: call.function.arguments,
      })),
  },
  {
    letter: "R",
    path: "/v1/responses",
    first: (mode) => ({
      model,
      stream: mode === "stream",
      store: false,
      input: "Read both.",
      tools: [{ type: "function", name: "read", parameters }],
    }),
    next: (calls) => ({
      model,
      store: false,
      input: [
        { role: "user", content: "Read both." },
        ...calls.map(({ id, name, args }) => ({ type: "function_call", call_id: id, name, arguments: args })),
        ...calls.map(({ id }) => ({ type: "function_call_output", call_id: id, output: "text" })),
      ],
      tools: [{ type: "function", name: "read", parameters }],
    }),
    calls: (answer) =>
      answer.output
        .filter((item: Any) => item.type === "function_call")
        .map((item: Any) => ({ id: item.call_id, name: item.name, args: item.arguments })),
  },
  {
    letter: "A",
    path: "/v1/messages",
    first: (mode) => ({
      model,
      max_tokens: 1000,
      stream: mode === "stream",
      messages: [{ role: "user", content: "Read both." }],
      tools: [{ name: "read", input_schema: parameters }],
    }),
    next: (calls) => ({
      model,
      max_tokens: 1000,
      messages: [
        { role: "user", content: "Read both." },
        {
          role: "assistant",
          content: calls.map(({ id, name, args }) => ({ type: "tool_use", id, name, input: anyJson(args) })),
        },
        {
          role: "user",
          content: calls.map(({ id }) => ({ type: "tool_result", tool_use_id: id, content: "text" })),
        },
      ],
      tools: [{ name: "read", input_schema: parameters }],
    }),
    calls: (answer) =>
      answer.content
        .filter((block: Any) => block.type === "tool_use")
        .map((block: Any) => ({ id: block.id, name: block.name, args: JSON.stringify(block.input) })),
  },
]

const headers = { "anthropic-version": "2023-06-01" }

async function firstCalls(gateway: TestGateway, fake: Fake, client: Forgetful): Promise<readonly Call[]> {
  fake.script(signedCalls)
  const answer = await ask(gateway, client.path, { body: client.first("plain"), headers })
  return client.calls(jsonOf(answer))
}

/** The calls' parts as the upstream received them last. */
function replayed(fake: Fake): readonly Any[] {
  const body: Any = fake.asked.at(-1)?.request.json
  return body.contents
    .flatMap(({ parts }: Any) => parts)
    .filter((part: Any) => part.functionCall !== undefined)
}

describe.each(forgetful)("a client of $letter that drops what it does not know", (client) => {
  it("G40 gets its signatures put back on the first call, and none on the second (G37)", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
    const calls = await firstCalls(gateway, fake, client)
    expect(calls.map(({ args }) => anyJson(args).path)).toEqual(["a.txt", "b.txt"])
    for (const { id } of calls) expect(id).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
    jsonOf(await ask(gateway, client.path, { body: client.next(calls), headers }))
    expect(replayed(fake).map((part) => part.thoughtSignature)).toEqual([signature, undefined])
    expect(gateway.parts.signatures.stats()).toMatchObject({ hits: expect.any(Number), sentinels: 0 })
  })

  it("G47 gets them put back after a restart, too", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
    const calls = await firstCalls(gateway, fake, client)
    await gateway.close()
    const again = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)], home: gateway.home })
    jsonOf(await ask(again, client.path, { body: client.next(calls), headers }))
    expect(replayed(fake)[0]?.thoughtSignature).toBe(signature)
  })

  it("G41 whose history was made elsewhere gets the sentinel, and it is counted in the metrics", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
    const foreign = [{ id: "call_elsewhere", name: "read", args: '{"path":"c.txt"}' }]
    jsonOf(await ask(gateway, client.path, { body: client.next(foreign), headers }))
    expect(replayed(fake)[0]?.thoughtSignature).toBe("skip_thought_signature_validator")
    expect(gateway.parts.signatures.stats().sentinels).toBe(1)
    expect((await ask(gateway, "/metrics")).text).toMatch(/sentinel\S* 1\b/)
  })

  it("G42 gets one more try without signatures where the upstream calls one corrupted, and not a second", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
    const calls = await firstCalls(gateway, fake, client)
    const corrupted = { kind: "error", status: 400, message: "Corrupted thought signature." } as const
    fake.script(corrupted, says("Here."))
    const answer = await ask(gateway, client.path, { body: client.next(calls), headers })
    expect(answer.status).toBe(200)
    expect(fake.asked).toHaveLength(3)
    expect(fake.asked[1]?.request.bytes.toString()).toContain(signature)
    expect(fake.asked[2]?.request.bytes.toString()).not.toContain(signature)
    fake.script(corrupted, corrupted, says("Never asked."))
    const failed = await ask(gateway, client.path, { body: client.next(calls), headers })
    expect(failed.status).toBe(400)
    expect(fake.asked.length).toBeLessThanOrEqual(5)
  })
})

describe("signatures", () => {
  it("G42 of one upstream are never sent to another", async () => {
    await using fake = await openFakeGemini()
    await using other = await openFakeGemini()
    const gateway = await openTestGateway({
      upstreams: [
        upstreamAt("gemini", fake.url, { models: [model] }),
        upstreamAt("gemini", other.url, { name: "other", models: ["gemini-3-other"] }),
      ],
    })
    const [client] = forgetful
    if (client === undefined) throw new Error("no client")
    const calls = await firstCalls(gateway, fake, client)
    const body = { ...client.next(calls), model: "gemini-3-other" }
    jsonOf(await ask(gateway, client.path, { body, headers }))
    expect(other.asked[0]?.request.bytes.toString()).not.toContain(signature)
  })

  it("G40 come to a chat client that keeps them, in its own field and never in an id, streamed too", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
    const [client] = forgetful
    if (client === undefined) throw new Error("no client")
    fake.script(signedCalls)
    const streamed = await ask(gateway, client.path, { body: client.first("stream") })
    const deltas = eventsIn(streamed).flatMap((event) => event.choices?.[0]?.delta?.tool_calls ?? [])
    const signed = deltas.filter((delta: Any) => delta.extra_content !== undefined)
    expect(signed).toHaveLength(1)
    expect(signed[0]).toMatchObject({ index: 0, extra_content: { google: { thought_signature: signature } } })
    expect(deltas.map((delta: Any) => delta.id ?? "").join("")).not.toContain(signature.slice(0, 12))
  })

  it("G42 a Gemini client's own request is repeated without them where the upstream calls one corrupted", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
    fake.script({ kind: "error", status: 400, message: "Corrupted thought signature." }, says("Here."))
    const call = { functionCall: { name: "read", args: {} }, thoughtSignature: signature }
    const body = {
      contents: [
        { role: "user", parts: [{ text: "Read." }] },
        { role: "model", parts: [call] },
        { role: "user", parts: [{ functionResponse: { name: "read", response: { output: "text" } } }] },
      ],
      tools: [{ functionDeclarations: [{ name: "read", parametersJsonSchema: parameters }] }],
    }
    jsonOf(await ask(gateway, `/v1beta/models/${model}:generateContent`, { body }))
    expect(fake.asked[0]?.request.bytes.toString()).toContain(signature)
    expect(fake.asked[1]?.request.bytes.toString()).not.toContain(signature)
  })

  it("G43 of Gemini in a Claude client's history do not reach Claude, and its own do, verbatim", async () => {
    await using fake = await openFakeAnthropic()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("anthropic", fake.url)] })
    const own = { type: "thinking", thinking: "Hm.", signature: "EqQBown+sig/==" }
    const foreign = { type: "thinking", thinking: "Foreign.", signature: `fl1.gemini.call.${signature}` }
    const body = {
      model: "claude-sonnet-5",
      max_tokens: 4000,
      messages: [
        { role: "user", content: "Hi" },
        { role: "assistant", content: [foreign, own, { type: "text", text: "Hello." }] },
        { role: "user", content: "And?" },
      ],
    }
    jsonOf(await ask(gateway, "/v1/messages", { body, headers }))
    const sent = fake.asked[0]?.request.bytes.toString() ?? ""
    expect(sent).not.toContain(signature)
    expect(sent).toContain("EqQBown+sig/==")
  })

  it("G47 stand in no file but their own store, and that is the user's alone", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({
      upstreams: [upstreamAt("gemini", fake.url)],
      change: (config) => ({ ...config, log: { ...config.log, capture: true } }),
    })
    const [client] = forgetful
    if (client === undefined) throw new Error("no client")
    const calls = await firstCalls(gateway, fake, client)
    jsonOf(await ask(gateway, client.path, { body: client.next(calls), headers }))
    await gateway.close()
    const holding = filesBelow(gateway.home).filter((path) => readFileSync(path, "utf8").includes(signature))
    for (const path of holding) {
      expect(path).toContain("signatures")
      if (process.platform !== "win32") expect(statSync(path).mode & 0o077).toBe(0)
    }
    expect(holding.length).toBeGreaterThan(0)
  })
})

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
}
