import { describe, expect, test } from "vitest"
import { clientRequest } from "../../../src/gateway/codecs/openai-responses/decode-request.ts"
import type { AnswerEvent, GatewayError } from "../../../src/gateway/model/exchange.ts"
import { isRecord } from "../../../src/system/json-record.ts"
import { args, begin, both, call, end, partEnd, plain, stream, text, types, usage } from "./answer-wire.ts"

describe("answers to clients of the Responses API", () => {
  test("G62 streams named events with rising numbers, each item added, told and done, and no [DONE]", () => {
    const events = stream([
      begin,
      { kind: "thinking", text: "hm" },
      partEnd,
      text("a"),
      text("b"),
      partEnd,
      call("shell", "c1"),
      args('{"a":'),
      args("1}"),
      partEnd,
      { kind: "usage", usage },
      end("calls"),
    ])
    expect(types(events)).toEqual([
      "created",
      "in_progress",
      "output_item.added",
      "reasoning_summary_part.added",
      "reasoning_summary_text.delta",
      "reasoning_summary_text.done",
      "reasoning_summary_part.done",
      "output_item.done",
      "output_item.added",
      "content_part.added",
      "output_text.delta",
      "output_text.delta",
      "output_text.done",
      "content_part.done",
      "output_item.done",
      "output_item.added",
      "function_call_arguments.delta",
      "function_call_arguments.delta",
      "function_call_arguments.done",
      "output_item.done",
      "completed",
    ])
    expect(events.map((event) => event.sequence_number)).toEqual(events.map((_event, at) => at))
    const places = events.filter((event) => event.output_index !== undefined)
    expect([...new Set(places.map((event) => event.output_index))]).toEqual([0, 1, 2])
    const ids = new Map<unknown, Set<unknown>>()
    for (const event of places) {
      const id = event.item_id ?? (isRecord(event.item) ? event.item.id : null)
      ids.set(event.output_index, (ids.get(event.output_index) ?? new Set()).add(id))
    }
    expect([...ids.values()].every((set) => set.size === 1)).toBe(true)
  })

  test("gives the same answer plain and streamed", () => {
    expect(
      both([
        begin,
        { kind: "thinking", text: "hm" },
        partEnd,
        text("hello"),
        partEnd,
        call("shell", "c1"),
        args("{}"),
        partEnd,
        { kind: "usage", usage },
        end("done"),
      ]),
    ).toMatchObject([
      { type: "reasoning", summary: [{ type: "summary_text", text: "hm" }] },
      { type: "message", role: "assistant", content: [{ type: "output_text", text: "hello" }] },
      { type: "function_call", call_id: "c1", name: "shell", arguments: "{}", status: "completed" },
    ])
  })

  test("G23 gives Codex its own tools again: namespace apart, free text without JSON", () => {
    const events = [
      begin,
      call("docs__search", "a"),
      args('{"q":1}'),
      partEnd,
      call("patch", "b"),
      args('{"input":"*** '),
      args('Begin\\n"}'),
      partEnd,
      end("calls"),
    ]
    expect(both(events)).toMatchObject([
      { type: "function_call", namespace: "docs", name: "search", arguments: '{"q":1}' },
      { type: "custom_tool_call", call_id: "b", name: "patch", input: "*** Begin\n" },
    ])
    const told = stream(events)
    expect(told).toContainEqual(
      expect.objectContaining({ type: "response.custom_tool_call_input.done", input: "*** Begin\n" }),
    )
    const argumentsTold = told.filter((event) => event.type === "response.function_call_arguments.delta")
    expect(argumentsTold).toHaveLength(1)
  })

  test("G27 writes empty arguments as {}", () => {
    expect(both([begin, call("shell", "a"), partEnd, end("calls")])).toMatchObject([{ arguments: "{}" }])
  })

  test("G29 mints a short id for each call that has none and shortens a long one", () => {
    const long = "x".repeat(1324)
    const { output } = plain([
      begin,
      call("shell", null),
      partEnd,
      call("shell", long),
      partEnd,
      end("calls"),
    ])
    const ids = (Array.isArray(output) ? output : []).map((item) => String(item.call_id))
    expect(ids).toHaveLength(2)
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
    expect(new Set(ids).size).toBe(2)
  })

  test("G45 carries signatures of thoughts, calls and texts in reasoning items, and takes them back", () => {
    const gemini = { value: "sig+/=", family: "gemini" } as const
    const claude = { value: "sigC", family: "claude" } as const
    const events: AnswerEvent[] = [
      begin,
      { kind: "thinking", text: "hm", signature: claude },
      partEnd,
      { kind: "thinking", text: "", redacted: "hidden" },
      partEnd,
      text("words"),
      { kind: "text", text: "", signature: gemini },
      partEnd,
      { kind: "call", id: "a", name: "shell", signature: gemini },
      args("{}"),
      partEnd,
      end("calls"),
    ]
    const output = both(events)
    expect(output).toMatchObject([
      { type: "reasoning", summary: [{ text: "hm" }] },
      { type: "reasoning" },
      { type: "message" },
      { type: "reasoning", summary: [] },
      { type: "reasoning", summary: [] },
      { type: "function_call", call_id: "a" },
    ])
    const next = clientRequest(
      { model: "m", input: [{ role: "user", content: "x" }, ...(Array.isArray(output) ? output : [])] },
      { session: null, hostedTools: "refuse" },
    )
    if (next.kind === "error") throw new Error(next.error.message)
    expect(next.value.turns.slice(1).flatMap((turn) => turn.parts)).toEqual([
      { kind: "thinking", text: "hm", signature: claude },
      { kind: "thinking", text: "", redacted: "hidden" },
      { kind: "text", text: "words", signature: gemini },
      { kind: "call", id: "a", name: "shell", argumentsJson: "{}", signature: gemini },
    ])
  })

  test("G45 sends no encrypted content and no empty items to a client that did not ask", () => {
    const signature = { value: "sig", family: "gemini" } as const
    const output = both(
      [
        begin,
        { kind: "thinking", text: "", signature },
        partEnd,
        { kind: "text", text: "x", signature },
        partEnd,
        { kind: "call", id: "a", name: "shell", signature },
        partEnd,
        end("calls"),
      ],
      { encrypted: "unwanted" },
    )
    expect(output).toMatchObject([{ type: "message" }, { type: "function_call" }])
    expect(JSON.stringify(output)).not.toContain("sig")
  })

  test("G38 opens no message for a text that only carries a signature", () => {
    const signature = { value: "sig", family: "gemini" } as const
    expect(both([begin, { kind: "text", text: "", signature }, partEnd, end("done")])).toMatchObject([
      { type: "reasoning" },
    ])
  })

  test("G46 keeps thoughts out of messages", () => {
    const output = both([begin, { kind: "thinking", text: "hm" }, partEnd, text("yes"), partEnd, end("done")])
    expect(JSON.stringify(Array.isArray(output) ? output[1] : null)).not.toContain("hm")
  })

  test.each([
    ["overloaded", "server_is_overloaded"],
    ["rate-limited", "rate_limit_exceeded"],
    ["budget", "insufficient_quota"],
    ["bad-request", "invalid_prompt"],
    ["upstream", "server_error"],
  ] as const)("G64 an error %s in mid-stream is response.failed, and nothing follows", (code, word) => {
    const error: GatewayError = { status: 500, code, message: "why", param: null, retryAfterMs: null }
    const events = stream([begin, text("x"), { kind: "error", error }, text("y"), end("done")])
    expect(events.at(-1)).toMatchObject({
      type: "response.failed",
      response: { status: "failed", error: { code: word, message: "why" } },
    })
    expect(types(events)).not.toContain("completed")
    expect(JSON.stringify(events)).not.toContain('"y"')
  })

  test("G73 gives pictures of the model as generated images", () => {
    const data = { mimeType: "image/png", base64: "AAAA" }
    expect(both([begin, { kind: "image", data }, partEnd, end("done")])).toMatchObject([
      { type: "image_generation_call", status: "completed", result: "AAAA", output_format: "png" },
    ])
  })
})
