import { describe, expect, test } from "vitest"
import type { Part } from "../../../src/gateway/model/exchange.ts"
import { userTurn } from "./exchange-of.ts"
import { call, result, sent } from "./sent-body.ts"

describe("histories for Chat Completions upstreams", () => {
  test("G10 sends system text in mid-conversation in its place, never between a call and its result", () => {
    const { messages } = sent({
      turns: [
        userTurn("go"),
        { role: "model", parts: [call("a", "f")] },
        { role: "system", parts: [{ kind: "text", text: "be brief" }] },
        { role: "user", parts: [result("a", "done")] },
      ],
    })
    expect(messages).toMatchObject([
      { role: "user" },
      { role: "assistant" },
      { role: "tool", tool_call_id: "a" },
      { role: "system", content: "be brief" },
    ])
  })

  test("G11 joins turns of one role and begins with the user", () => {
    const { messages } = sent({
      turns: [{ role: "model", parts: [{ kind: "text", text: "a" }] }, userTurn("b"), userTurn("c")],
    })
    expect(messages).toMatchObject([
      { role: "user" },
      { role: "assistant", content: "a" },
      { role: "user", content: [{ text: "b" }, { text: "c" }] },
    ])
  })

  test("G12 sends no empty text and no message without content", () => {
    const { messages } = sent({
      system: [{ kind: "text", text: "" }],
      turns: [
        userTurn("a"),
        { role: "model", parts: [{ kind: "text", text: "" }] },
        {
          role: "user",
          parts: [
            { kind: "text", text: "" },
            { kind: "text", text: "b" },
          ],
        },
      ],
    })
    expect(messages).toEqual([
      {
        role: "user",
        content: [
          { type: "text", text: "a" },
          { type: "text", text: "b" },
        ],
      },
    ])
  })

  test("G29 shortens foreign ids the same way for a call and its result", () => {
    const id = `call_${"x".repeat(1300)}`
    const { messages } = sent({
      turns: [
        userTurn("x"),
        { role: "model", parts: [call(id, "f")] },
        { role: "user", parts: [result(id, "r")] },
      ],
    })
    const text = JSON.stringify(messages)
    const [first, second] = [...text.matchAll(/"(?:id|tool_call_id)":"([A-Za-z0-9_-]+)"/g)].map(
      (found) => found[1],
    )
    expect(first?.length).toBeLessThanOrEqual(64)
    expect(second).toBe(first)
  })

  test("G30 G31 puts results right behind the calls, in the order of the calls, paired by id", () => {
    const { messages } = sent({
      turns: [
        userTurn("x"),
        { role: "model", parts: [call("a", "f"), call("b", "f")] },
        { role: "user", parts: [{ kind: "text", text: "also" }, result("b", "of b"), result("a", "of a")] },
      ],
    })
    expect(messages).toMatchObject([
      {},
      { role: "assistant", content: null, tool_calls: [{ id: "a" }, { id: "b" }] },
      { role: "tool", tool_call_id: "a", content: "of a" },
      { role: "tool", tool_call_id: "b", content: "of b" },
      { role: "user", content: "also" },
    ])
  })

  test("G33 makes up a failed result for an interrupted call and turns an orphan into text", () => {
    const { messages } = sent({
      turns: [
        userTurn("x"),
        { role: "model", parts: [call("a", "f")] },
        { role: "user", parts: [result("ghost", "lost words")] },
      ],
    })
    expect(messages).toMatchObject([
      {},
      {},
      { role: "tool", tool_call_id: "a", content: expect.stringContaining('{"error":') },
      { role: "user", content: expect.stringContaining("lost words") },
    ])
  })

  test("G34 sends the text of a result as its message and its picture behind all results", () => {
    const picture: Part = { kind: "image", data: { mimeType: "image/png", base64: "AAAA" } }
    const { messages } = sent({
      turns: [
        userTurn("x"),
        { role: "model", parts: [call("a", "f"), call("b", "f")] },
        {
          role: "user",
          parts: [result("a", "", { content: [{ kind: "text", text: "see" }, picture] }), result("b", "r")],
        },
      ],
    })
    expect(messages).toMatchObject([
      {},
      {},
      { role: "tool", content: "see" },
      { role: "tool", content: "r" },
      {
        role: "user",
        content: [{ type: "text" }, { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } }],
      },
    ])
  })

  test("G35 tells a failed result in the form of an error", () => {
    const { messages } = sent({
      turns: [
        userTurn("x"),
        { role: "model", parts: [call("a", "f")] },
        { role: "user", parts: [result("a", "no such file", { failed: true })] },
      ],
    })
    expect(messages).toMatchObject([{}, {}, { content: '{"error":"no such file"}' }])
  })

  test("G40 sends thought signatures in their field where the upstream takes it, never inside the id, else not at all", () => {
    const signature = { value: "c2ln", family: "gemini" } as const
    const turns = [
      userTurn("x"),
      { role: "model", parts: [{ ...call("a", "f"), signature }] },
      { role: "user", parts: [result("a", "r")] },
    ] as const
    expect(sent({ turns }, { signatures: "send" }).messages).toMatchObject([
      {},
      { tool_calls: [{ id: "a", extra_content: { google: { thought_signature: "c2ln" } } }] },
      {},
    ])
    expect(JSON.stringify(sent({ turns }))).not.toContain("c2ln")
    const foreign = [
      userTurn("x"),
      { role: "model", parts: [{ ...call("a", "f"), signature: { value: "c2ln", family: "claude" } }] },
    ] as const
    expect(JSON.stringify(sent({ turns: foreign }, { signatures: "send" }))).not.toContain("c2ln")
  })

  test("G46 sends thought text only as reasoning_content, and only where the upstream takes it", () => {
    const turns = [
      userTurn("x"),
      {
        role: "model",
        parts: [
          { kind: "thinking", text: "hm" },
          { kind: "text", text: "answer" },
        ],
      },
    ] as const
    expect(sent({ turns }).messages).toEqual([
      { role: "user", content: "x" },
      { role: "assistant", content: "answer" },
    ])
    expect(sent({ turns }, { thoughts: "send" }).messages).toMatchObject([{}, { reasoning_content: "hm" }])
  })

  test("G73 sends pictures by data and URL, sound, documents; plain text documents as text", () => {
    const blob = (mimeType: string, base64: string) => ({ mimeType, base64 })
    const { messages } = sent({
      turns: [
        {
          role: "user",
          parts: [
            { kind: "image", data: { url: "https://example.org/a.png" } },
            { kind: "audio", data: blob("audio/mpeg", "BB") },
            { kind: "document", data: blob("application/pdf", "CC") },
            { kind: "document", data: blob("text/plain", Buffer.from("words").toString("base64")) },
            { kind: "document", data: { url: "https://example.org/a.pdf" } },
          ],
        },
      ],
    })
    expect(messages).toEqual([
      {
        role: "user",
        content: [
          { type: "image_url", image_url: { url: "https://example.org/a.png" } },
          { type: "input_audio", input_audio: { data: "BB", format: "mp3" } },
          { type: "file", file: { filename: "document.pdf", file_data: "data:application/pdf;base64,CC" } },
          { type: "text", text: "words" },
          { type: "text", text: "[document: https://example.org/a.pdf]" },
        ],
      },
    ])
  })
})
