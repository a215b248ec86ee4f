import { describe, expect, test } from "vitest"
import { brokenOff, malformedCall, wholeAnswer } from "../../../src/gateway/codecs/whole-answer.ts"
import type { AnswerEvent, CallUsage, GatewayError, StopReason } from "../../../src/gateway/model/exchange.ts"

const usage: CallUsage = { input: 1, cachedInput: 2, cacheWrite: 3, output: 4, thinking: 5 }
const begin: Extract<AnswerEvent, { kind: "begin" }> = { kind: "begin", id: "up", model: "m", usage: null }
const partEnd: AnswerEvent = { kind: "part-end" }
const text = (words: string): AnswerEvent => ({ kind: "text", text: words })
const thought = (words: string): AnswerEvent => ({ kind: "thinking", text: words })
const call: AnswerEvent = { kind: "call", id: "c", name: "f" }
const args = (json: string): AnswerEvent => ({ kind: "call-arguments", json })
const end = (reason: StopReason): AnswerEvent => ({ kind: "end", reason, stopSequence: null })

function parts(...events: AnswerEvent[]): unknown {
  const whole = wholeAnswer([begin, ...events, end("done")])
  return whole.kind === "ok" ? whole.value.parts : whole.error
}

describe("an answer put together", () => {
  test("joins the pieces of a part, and keeps parts of one kind apart where one ended", () => {
    expect(
      parts(
        text("a"),
        text("b"),
        partEnd,
        text("c"),
        partEnd,
        thought("d"),
        thought("e"),
        partEnd,
        thought("f"),
      ),
    ).toEqual([
      { kind: "text", text: "ab" },
      { kind: "text", text: "c" },
      { kind: "thinking", text: "de" },
      { kind: "thinking", text: "f" },
    ])
  })

  test("keeps parts apart that follow each other without an end", () => {
    expect(parts(thought("a"), text("b"), call, args("{"), args("}"), text("c"), thought("d"), call)).toEqual(
      [
        { kind: "thinking", text: "a" },
        { kind: "text", text: "b" },
        { kind: "call", id: "c", name: "f", argumentsJson: "{}" },
        { kind: "text", text: "c" },
        { kind: "thinking", text: "d" },
        { kind: "call", id: "c", name: "f", argumentsJson: "{}" },
      ],
    )
  })

  test("never loses what a model said: arguments without a call are shown as text", () => {
    expect(parts(args('{"a":1}'))).toEqual([{ kind: "text", text: '{"a":1}' }])
    expect(parts(text("x"), args("{}"))).toEqual([
      { kind: "text", text: "x" },
      { kind: "text", text: "{}" },
    ])
    expect(parts(thought("x"), args("{}"))).toEqual([
      { kind: "thinking", text: "x" },
      { kind: "text", text: "{}" },
    ])
  })

  test("a piece that only brings a signature adds it to the part, and the last one counts", () => {
    const signed = (value: string) =>
      ({ kind: "text", text: "", signature: { value, family: "gemini" } }) as const
    expect(parts(text("a"), signed("s1"), signed("s2"))).toEqual([
      { kind: "text", text: "a", signature: { value: "s2", family: "gemini" } },
    ])
  })

  test("G27 a call without arguments has {}, a text stays as it is", () => {
    expect(parts(call, partEnd, text(""))).toEqual([
      { kind: "call", id: "c", name: "f", argumentsJson: "{}" },
      { kind: "text", text: "" },
    ])
  })

  test("G54 G56 keeps the id and the last word on usage", () => {
    const more = { ...usage, output: 9 }
    const told = (...events: AnswerEvent[]) => wholeAnswer([...events, end("done")])
    expect(told({ ...begin, usage })).toEqual({
      kind: "ok",
      value: { id: "up", parts: [], usage, reason: "done" },
    })
    expect(told({ ...begin, usage }, begin)).toMatchObject({ value: { usage } })
    expect(told({ ...begin, usage }, { kind: "usage", usage: more })).toMatchObject({
      value: { usage: more },
    })
    expect(told(text("x"))).toMatchObject({ value: { id: null, usage: null } })
  })

  test.each([
    ["done", "no-call", "done"],
    ["calls", "no-call", "done"],
    ["other", "no-call", "other"],
    ["length", "no-call", "length"],
    ["done", "call", "calls"],
    ["other", "call", "calls"],
    ["calls", "call", "calls"],
    ["length", "call", "length"],
    ["refused", "call", "refused"],
  ] as const)("G48 the reason %s with %s is told as %s", (reason, kind, told) => {
    expect(wholeAnswer([begin, ...(kind === "call" ? [call] : [text("x")]), end(reason)])).toMatchObject({
      value: { reason: told },
    })
  })

  test("G50 G64 is an error where it failed, broke off or was malformed, however much there was before", () => {
    const error: GatewayError = {
      status: 500,
      code: "upstream",
      message: "why",
      param: null,
      retryAfterMs: null,
    }
    expect(wholeAnswer([begin, text("x"), { kind: "error", error }, end("done")])).toEqual({
      kind: "error",
      error,
    })
    expect(wholeAnswer([begin, text("x")])).toEqual({ kind: "error", error: brokenOff })
    expect(wholeAnswer([begin, text("x"), end("malformed")])).toEqual({ kind: "error", error: malformedCall })
  })
})
