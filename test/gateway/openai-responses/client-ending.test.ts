import { describe, expect, test } from "vitest"
import type { AnswerEvent } from "../../../src/gateway/model/exchange.ts"
import { begin, end, lastResponse, partEnd, plain, stream, text, types, usage } from "./answer-wire.ts"

describe("how answers end for clients of the Responses API", () => {
  test.each([
    ["G48 calls", "done", "completed", null],
    ["G49 the limit of tokens", "length", "incomplete", "max_output_tokens"],
    ["G50 a refusal", "refused", "incomplete", "content_filter"],
    ["G51 a pause", "paused", "completed", null],
    ["G51 a full context", "context", "incomplete", "max_output_tokens"],
    ["G51 a stop sequence", "stop-sequence", "completed", null],
    ["G51 a reason nobody knows", "other", "completed", null],
  ] as const)("%s ends with the status of this format", (_title, reason, status, why) => {
    const events = [begin, text("x"), partEnd, end(reason)]
    const details = why === null ? null : { reason: why }
    expect(plain(events)).toMatchObject({ status, incomplete_details: details })
    expect(stream(events).at(-1)).toMatchObject({ type: `response.${status}`, response: { status } })
  })

  test("G50 a malformed call fails", () => {
    expect(stream([begin, end("malformed")]).at(-1)).toMatchObject({ type: "response.failed" })
  })

  test("G54 G56 counts cached tokens into the input, reports reasoning, and keeps the last report", () => {
    const events: AnswerEvent[] = [
      { ...begin, usage: { ...usage, output: 1 } },
      text("x"),
      partEnd,
      end("done"),
      { kind: "usage", usage },
    ]
    const expected = {
      input_tokens: 15,
      input_tokens_details: { cached_tokens: 5 },
      output_tokens: 30,
      output_tokens_details: { reasoning_tokens: 20 },
      total_tokens: 45,
    }
    expect(plain(events).usage).toEqual(expected)
    expect(lastResponse(stream(events))).toMatchObject({ usage: expected })
  })

  test("G64 a stream that broke off fails, also before its first event", () => {
    expect(types(stream([begin, text("x")])).at(-1)).toBe("failed")
    expect(types(stream([]))).toEqual(["created", "in_progress", "failed"])
  })
})
