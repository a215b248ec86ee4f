import { describe, expect, test } from "vitest"
import { createAnswerEncoder, encodeAnswer } from "../../../src/gateway/codecs/gemini/encode-answer.ts"
import type { AnswerEvent, CallUsage, GatewayError, Signature } from "../../../src/gateway/model/exchange.ts"

const usage: CallUsage = { input: 10, cachedInput: 4, cacheWrite: 2, output: 30, thinking: 20 }
const begin: Extract<AnswerEvent, { kind: "begin" }> = { kind: "begin", id: "up", model: "up-m", usage: null }
const partEnd: AnswerEvent = { kind: "part-end" }
const end: Extract<AnswerEvent, { kind: "end" }> = { kind: "end", reason: "done", stopSequence: null }
const gemini: Signature = { value: "S", family: "gemini" }
const text = (words: string, signature?: Signature): AnswerEvent => ({
  kind: "text",
  text: words,
  ...(signature && { signature }),
})
const thought = (words: string, signature?: Signature): AnswerEvent => ({
  kind: "thinking",
  text: words,
  ...(signature && { signature }),
})
const call = (name: string, signature?: Signature): AnswerEvent => ({
  kind: "call",
  id: "c",
  name,
  ...(signature && { signature }),
})
const args = (json: string): AnswerEvent => ({ kind: "call-arguments", json })
const why: GatewayError = { status: 503, code: "overloaded", message: "why", param: null, retryAfterMs: null }

const sse = () => createAnswerEncoder({ model: "gemini-x", form: "sse" })
const list = () => createAnswerEncoder({ model: "gemini-x", form: "array" })

/** What is sent for each event by itself, and at the end, without what every chunk repeats. */
function told(...events: AnswerEvent[]): unknown[] {
  const encoder = sse()
  return [...events.map(encoder.push), encoder.end()].map((one) => {
    if (one === "") return null
    const { responseId, modelVersion, ...chunk } = JSON.parse(one.replace("data: ", ""))
    if (chunk.error === undefined) expect([typeof responseId, modelVersion]).toEqual(["string", "gemini-x"])
    return chunk
  })
}

const chunk = (...parts: object[]) => ({ candidates: [{ content: { role: "model", parts }, index: 0 }] })
const last = (finishReason: string, ...parts: object[]) => ({
  candidates: [{ content: { role: "model", parts }, finishReason, index: 0 }],
})

function plain(...events: AnswerEvent[]): unknown {
  const { responseId, ...answer } = JSON.parse(encodeAnswer(events, "gemini-x"))
  expect(typeof responseId).toBe("string")
  return answer
}

const counts = {
  promptTokenCount: 16,
  cachedContentTokenCount: 4,
  candidatesTokenCount: 10,
  thoughtsTokenCount: 20,
  totalTokenCount: 46,
}

describe("every chunk of a stream to Gemini clients", () => {
  test("tells words as they come, calls whole, and the end with what is left", () => {
    expect(
      told(
        begin,
        thought("hm"),
        thought(""),
        partEnd,
        text("a"),
        text(""),
        text("b"),
        partEnd,
        call("f"),
        args('{"a"'),
        args(":1}"),
        partEnd,
        end,
      ),
    ).toEqual([
      null,
      chunk({ text: "hm", thought: true }),
      null,
      null,
      chunk({ text: "a" }),
      null,
      chunk({ text: "b" }),
      null,
      null,
      null,
      null,
      chunk({ functionCall: { id: "c", name: "f", args: { a: 1 } } }),
      last("STOP"),
      null,
    ])
  })

  test("G27 tells a call that was left open with the next one or the end, its arguments its own", () => {
    const whole = (input: object) => ({ functionCall: { id: "c", name: "f", args: input } })
    expect(told(call("f"), args('{"a":1}'), call("f"), end)).toEqual([
      null,
      null,
      chunk(whole({ a: 1 })),
      last("STOP", whole({})),
      null,
    ])
  })

  test("G39 signatures of Gemini stand where they were made, those of others are marked with their place", () => {
    const tag = (on: string) => Buffer.from(`fl1.claude.${on}.S`).toString("base64")
    const claude: Signature = { value: "S", family: "claude" }
    const picture: AnswerEvent = {
      kind: "image",
      data: { mimeType: "image/png", base64: "AA" },
      signature: claude,
    }
    expect(
      told(
        text("a", gemini),
        text("", { value: "S", family: null }),
        text("", claude),
        thought("", claude),
        picture,
        call("f", claude),
        partEnd,
        end,
      ).slice(0, 7),
    ).toEqual([
      chunk({ text: "a", thoughtSignature: "S" }),
      chunk({ text: "", thoughtSignature: "S" }),
      chunk({ text: "", thoughtSignature: tag("text") }),
      chunk({ text: "", thought: true, thoughtSignature: tag("thinking") }),
      chunk({ inlineData: { mimeType: "image/png", data: "AA" }, thoughtSignature: tag("text") }),
      null,
      chunk({ functionCall: { id: "c", name: "f", args: {} }, thoughtSignature: tag("call") }),
    ])
  })

  test("G54 G56 counts at the end what was told last, at the beginning too", () => {
    const counted = { ...last("STOP"), usageMetadata: counts }
    expect(told({ ...begin, usage }, end)[1]).toEqual(counted)
    expect(told({ ...begin, usage }, begin, end)[2]).toEqual(counted)
    expect(told(begin, { kind: "usage", usage }, end)[2]).toEqual(counted)
    expect(told(begin, { kind: "usage", usage: { ...usage, output: null, thinking: null } }, end)[2]).toEqual(
      {
        ...last("STOP"),
        usageMetadata: { promptTokenCount: 16, cachedContentTokenCount: 4, totalTokenCount: 16 },
      },
    )
    const noInput = told(begin, { kind: "usage", usage: { ...usage, input: null } }, end)[2]
    expect(noInput).toMatchObject({ usageMetadata: { candidatesTokenCount: 10, totalTokenCount: 30 } })
    expect(JSON.stringify(noInput)).not.toContain("promptTokenCount")
  })

  test("G64 ends with an error where it failed or broke off, and nothing follows", () => {
    expect(told(begin, { kind: "error", error: why }, text("late"))).toEqual([
      null,
      { error: { code: 503, message: "why", status: "UNAVAILABLE", details: [] } },
      null,
      null,
    ])
  })
})

describe("the forms of a stream to Gemini clients", () => {
  test("G63 a list opens with its first chunk and closes with its end, however it ends", () => {
    const whole = list()
    const wire = [begin, text("a"), text("b"), end].map(whole.push).join("") + whole.end()
    expect(JSON.parse(wire)).toHaveLength(3)
    expect(wire).toMatch(/^\[\{[\s\S]*\},\r\n\{[\s\S]*\}\]$/)
    const cut = list()
    const rest = cut.push(text("a")) + cut.end()
    expect(JSON.parse(rest)).toMatchObject([
      {},
      { error: { code: 502, message: "The upstream's stream ended before the answer did." } },
    ])
    expect(cut.end()).toBe("")
  })

  test("keep a silent connection open in words that mean nothing", () => {
    expect(sse().keepAlive()).toBe(": wait\n\n")
    expect(list().keepAlive()).toBe("\n")
  })
})

describe("a plain answer to Gemini clients", () => {
  test("joins the pieces of a text or thought into one part, and keeps signed ones and other kinds apart", () => {
    const answer = plain(
      begin,
      thought("h"),
      thought("m"),
      partEnd,
      text("a"),
      text("b"),
      text("c", gemini),
      text("d"),
      text("e"),
      call("f"),
      partEnd,
      text("g"),
      end,
    )
    expect(answer).toEqual({
      ...last(
        "STOP",
        { text: "hm", thought: true },
        { text: "ab" },
        { text: "c", thoughtSignature: "S" },
        { text: "de" },
        { functionCall: { id: "c", name: "f", args: {} } },
        { text: "g" },
      ),
      modelVersion: "gemini-x",
    })
  })

  test("keeps pictures that follow each other apart", () => {
    const picture: AnswerEvent = { kind: "image", data: { mimeType: "image/png", base64: "AA" } }
    const part = { inlineData: { mimeType: "image/png", data: "AA" } }
    expect(plain(picture, picture, text("a"), end)).toMatchObject(last("STOP", part, part, { text: "a" }))
  })

  test("holds a call that was left open, and its usage", () => {
    expect(plain({ ...begin, usage }, call("f"), args('{"a":1}'), end)).toEqual({
      ...last("STOP", { functionCall: { id: "c", name: "f", args: { a: 1 } } }),
      usageMetadata: counts,
      modelVersion: "gemini-x",
    })
    expect(plain(begin, { kind: "usage", usage }, end)).toMatchObject({ usageMetadata: counts })
    expect(plain({ ...begin, usage }, begin, end)).toMatchObject({ usageMetadata: counts })
    expect(plain(begin, end)).not.toHaveProperty("usageMetadata")
  })

  test.each([
    ["done", "STOP"],
    ["calls", "STOP"],
    ["stop-sequence", "STOP"],
    ["paused", "STOP"],
    ["length", "MAX_TOKENS"],
    ["context", "MAX_TOKENS"],
    ["refused", "SAFETY"],
    ["malformed", "MALFORMED_FUNCTION_CALL"],
    ["other", "OTHER"],
  ] as const)("G51 ends %s with %s", (reason, word) => {
    expect(plain(begin, { ...end, reason })).toMatchObject(last(word))
    expect(told(begin, { ...end, reason })[1]).toEqual(last(word))
  })

  test("ends for a reason nobody knows where none was told", () => {
    expect(plain(begin, text("a"))).toMatchObject(last("OTHER", { text: "a" }))
  })
})
