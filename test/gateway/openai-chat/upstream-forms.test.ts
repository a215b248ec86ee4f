import { describe, expect, test } from "vitest"
import { upstreamRequest } from "../../../src/gateway/codecs/openai-chat/encode-request.ts"
import type { Part, Signature } from "../../../src/gateway/model/exchange.ts"
import { exchangeOf, userTurn } from "./exchange-of.ts"
import { call, plain, result, sent, tool } from "./sent-body.ts"

const text = (words: string, signature?: Signature): Part => ({
  kind: "text",
  text: words,
  ...(signature && { signature }),
})
const thought = (words: string): Part => ({
  kind: "thinking",
  text: words,
  signature: { value: "s", family: "claude" },
})
const model = (...parts: Part[]) => ({ role: "model", parts }) as const
const user = (...parts: Part[]) => ({ role: "user", parts }) as const
const gemini = (value: string): Signature => ({ value, family: "gemini" })
const extra = (value: string) => ({ extra_content: { google: { thought_signature: value } } })
const thinking = { kind: "default", budget: null, effort: null, show: true } as const

describe("the smallest request to a Chat Completions upstream", () => {
  test("names the model and the messages, and nothing that was not asked for", () => {
    expect(sent({})).toEqual({ model: "up", messages: [{ role: "user", content: "hi" }] })
    expect(
      sent({ shape: { kind: "json", schema: undefined, name: null, strict: false } }).response_format,
    ).toEqual({
      type: "json_object",
    })
  })

  test("G21 G24 writes tools in their form, the choice of one too", () => {
    expect(sent({ tools: [tool("f")], toolChoice: { kind: "tool", name: "f" } })).toMatchObject({
      tools: [
        {
          type: "function",
          function: { name: "f", description: "d", parameters: { type: "object", properties: {} } },
        },
      ],
      tool_choice: { type: "function", function: { name: "f" } },
    })
    expect(sent({ tools: [tool("f")] })).not.toHaveProperty("tool_choice")
  })

  test.each([
    [{ kind: "off", budget: null }, "none"],
    [{ kind: "enabled", budget: 0 }, "none"],
    [{ kind: "default", budget: null }, undefined],
    [{ kind: "adaptive", budget: -1 }, undefined],
    [{ kind: "enabled", budget: 1 }, "low"],
    [{ kind: "enabled", budget: 2048 }, "low"],
    [{ kind: "enabled", budget: 2049 }, "medium"],
    [{ kind: "enabled", budget: 8192 }, "medium"],
    [{ kind: "enabled", budget: 8193 }, "high"],
    [{ kind: "enabled", budget: 24_576 }, "high"],
    [{ kind: "enabled", budget: 24_577 }, "xhigh"],
    [{ kind: "enabled", budget: null, effort: "max" }, "xhigh"],
    [{ kind: "enabled", budget: 30_000, effort: "minimal" }, "minimal"],
  ] as const)("G44 thinking %j is the effort %s", (change, effort) => {
    expect(sent({ thinking: { ...thinking, ...change } }).reasoning_effort).toBe(effort)
  })

  test("G44 says when a wish for thinking is left out, and only then", () => {
    const notes = (setting: Partial<typeof thinking> | { kind: "enabled" }, effort: "send" | "leave-out") =>
      upstreamRequest(exchangeOf({ thinking: { ...thinking, ...setting } }), { ...plain, effort }).notes
    expect(notes({ kind: "enabled" }, "leave-out")).toEqual(["thinking-left-out"])
    expect(notes({ kind: "enabled" }, "send")).toEqual([])
    expect(notes({}, "leave-out")).toEqual([])
  })

  test("sends up to four stops as they are, and says nothing of what was not asked for", () => {
    const exchange = exchangeOf({ stop: ["1", "2", "3", "4"] })
    const { body, notes } = upstreamRequest(exchange, plain)
    expect(JSON.parse(body).stop).toEqual(["1", "2", "3", "4"])
    expect(notes).toEqual([])
  })
})

describe("the messages to a Chat Completions upstream", () => {
  test("G10 G31 keep every text, call and result in its form", () => {
    const { messages } = sent({
      system: [{ kind: "text", text: "rules" }],
      turns: [
        userTurn("go"),
        model(thought("hm"), text("on it"), call("a", "f")),
        user(result("a", "done"), text("and?"), text("well?")),
        { role: "system", parts: [text("be"), text(""), text("brief")] },
        model(text("yes")),
      ],
    })
    expect(messages).toEqual([
      { role: "system", content: "rules" },
      { role: "user", content: "go" },
      {
        role: "assistant",
        content: "on it",
        tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: '{"of":"a"}' } }],
      },
      { role: "tool", tool_call_id: "a", content: "done" },
      {
        role: "user",
        content: [
          { type: "text", text: "and?" },
          { type: "text", text: "well?" },
        ],
      },
      { role: "system", content: "be\n\nbrief" },
      { role: "assistant", content: "yes" },
    ])
  })

  test.each([
    [
      { kind: "image", data: { mimeType: "image/png", base64: "AA" } },
      { type: "image_url", image_url: { url: "data:image/png;base64,AA" } },
    ],
    [
      { kind: "image", data: { mimeType: "text/odd", base64: "AA" } },
      { type: "image_url", image_url: { url: "data:text/odd;base64,AA" } },
    ],
    [
      { kind: "audio", data: { mimeType: "audio/mpeg", base64: "BB" } },
      { type: "input_audio", input_audio: { data: "BB", format: "mp3" } },
    ],
    [
      { kind: "audio", data: { mimeType: "audio/flac", base64: "BB" } },
      { type: "input_audio", input_audio: { data: "BB", format: "flac" } },
    ],
    [
      { kind: "document", data: { mimeType: "application/x-text/plain", base64: "CC" } },
      {
        type: "file",
        file: { filename: "document.pdf", file_data: "data:application/x-text/plain;base64,CC" },
      },
    ],
    [
      { kind: "document", data: { mimeType: "x-application/json", base64: "CC" } },
      { type: "file", file: { filename: "document.pdf", file_data: "data:x-application/json;base64,CC" } },
    ],
  ] as const)("G73 %j becomes %j", (part, item) => {
    expect(sent({ turns: [user(part)] }).messages).toEqual([{ role: "user", content: [item] }])
  })

  test.each([
    [{ kind: "document", data: { mimeType: "text/csv", base64: "YSxi" } }, "a,b"],
    [{ kind: "document", data: { mimeType: "application/json", base64: "e30=" } }, "{}"],
    [
      { kind: "document", data: { url: "https://example.org/a.pdf" } },
      "[document: https://example.org/a.pdf]",
    ],
    [{ kind: "audio", data: { url: "https://example.org/a.wav" } }, "[audio: https://example.org/a.wav]"],
  ] as const)("G73 %j is told in words", (part, words) => {
    expect(sent({ turns: [user(part)] }).messages).toEqual([{ role: "user", content: words }])
  })

  test("G34 pictures out of results and answers go into the next message of the user, once, with a title", () => {
    const picture: Part = { kind: "image", data: { url: "https://example.org/a.png" } }
    const shown = { type: "image_url", image_url: { url: "https://example.org/a.png" } }
    const title = (words: string) => ({ type: "text", text: words })
    const { messages } = sent({
      turns: [
        userTurn("x"),
        model(picture, call("a", "f")),
        user(result("a", "", { content: [picture] })),
        model(text("so")),
        userTurn("y"),
        model(picture),
      ],
    })
    expect(messages).toEqual([
      { role: "user", content: "x" },
      { role: "assistant", content: null, tool_calls: [expect.objectContaining({ id: "a" })] },
      { role: "tool", tool_call_id: "a", content: "" },
      {
        role: "user",
        content: [title("Pictures of the answer above:"), shown, title("Pictures of the result a:"), shown],
      },
      { role: "assistant", content: "so" },
      { role: "user", content: "y" },
      { role: "user", content: [title("Pictures of the answer above:"), shown] },
    ])
  })

  test("G40 the last signature of an answer's texts goes back to an upstream that takes it, and to no other", () => {
    const turns = [userTurn("x"), model(text("a", gemini("s1")), text("b", gemini("s2")), text("c"))]
    expect(sent({ turns }, { signatures: "send" }).messages).toEqual([
      { role: "user", content: "x" },
      { role: "assistant", content: "abc", ...extra("s2") },
    ])
    expect(sent({ turns }).messages).toEqual([
      { role: "user", content: "x" },
      { role: "assistant", content: "abc" },
    ])
    const behind = [userTurn("x"), model(text("a", gemini("s1")), thought("hm"))]
    expect(sent({ turns: behind }, { signatures: "send", thoughts: "send" }).messages).toEqual([
      { role: "user", content: "x" },
      { role: "assistant", content: "a", reasoning_content: "hm", ...extra("s1") },
    ])
  })

  test("G12 an answer that holds nothing this format knows is left out, also between two messages", () => {
    const turns = [userTurn("x"), model(thought("hm"), text("", gemini("s"))), userTurn("y")]
    expect(sent({ turns }).messages).toEqual([
      { role: "user", content: "x" },
      { role: "user", content: "y" },
    ])
  })

  test("G46 no thought is sent where there is none", () => {
    expect(sent({ turns: [userTurn("x"), model(text("a"))] }, { thoughts: "send" }).messages).toEqual([
      { role: "user", content: "x" },
      { role: "assistant", content: "a" },
    ])
  })

  test("G38 a text of the user that only carries a signature is left out", () => {
    expect(sent({ turns: [user(text("", gemini("s")), text("a"), thought("hm"))] }).messages).toEqual([
      { role: "user", content: "a" },
    ])
  })
})
