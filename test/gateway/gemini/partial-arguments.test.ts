import { describe, expect, test } from "vitest"
import { createAnswerDecoder } from "../../../src/gateway/codecs/gemini/decode-answer.ts"
import { geminiNameMap } from "../../../src/gateway/codecs/gemini/encode-request.ts"
import type { AnswerEvent } from "../../../src/gateway/model/exchange.ts"
import { exchangeOf } from "../openai-chat/exchange-of.ts"

const names = geminiNameMap(exchangeOf({}))
const chunk = (parts: readonly object[], more: object = {}) => ({
  candidates: [{ content: { role: "model", parts }, ...more }],
  modelVersion: "m",
  responseId: "r1",
})
const stop = chunk([], { finishReason: "STOP" })

function streamed(...chunks: readonly object[]): AnswerEvent[] {
  const decoder = createAnswerDecoder(names)
  return [
    ...chunks.flatMap((one) => decoder.push({ event: null, data: JSON.stringify(one) })),
    ...decoder.end(),
  ]
}

/** Name and arguments of the one call of these chunks' parts. */
function calledWith(...parts: object[]): unknown {
  const events = streamed(...parts.map((part) => chunk([part])), stop)
  const call = events.find((event) => event.kind === "call")
  const args = events.find((event) => event.kind === "call-arguments")
  expect(events.filter((event) => event.kind === "call")).toHaveLength(1)
  return [
    call?.kind === "call" ? call.name : null,
    args?.kind === "call-arguments" ? JSON.parse(args.json) : null,
  ]
}

const piece = (partialArgs: readonly object[], more: object = {}) => ({
  functionCall: { name: "f", partialArgs, willContinue: true, ...more },
})

describe("arguments that Gemini streams piece by piece", () => {
  test("G36 join strings, and take everything else as it comes last", () => {
    expect(
      calledWith(
        piece([
          { jsonPath: "$.a", stringValue: "x" },
          { jsonPath: "$.n", numberValue: 1 },
        ]),
        piece([
          { jsonPath: "$.a", stringValue: "y" },
          { jsonPath: "$.n", numberValue: 2 },
          { jsonPath: "$.b", boolValue: true },
        ]),
        piece([{ jsonPath: "$.z", nullValue: "NULL_VALUE" }, { jsonPath: "$.u" }, {}], {
          willContinue: false,
        }),
      ),
    ).toEqual(["f", { a: "xy", n: 2, b: true, z: null }])
    expect(
      calledWith(
        piece([{ jsonPath: "$.a", stringValue: "x" }]),
        piece([{ jsonPath: "$.a", numberValue: 1 }]),
        piece([{ jsonPath: "$.a", stringValue: "y" }]),
      ),
    ).toEqual(["f", { a: "y" }])
  })

  test("G36 stand in objects and lists inside each other, under names of any form", () => {
    expect(
      calledWith(
        { functionCall: { name: "f", args: { o: { kept: 1 } }, willContinue: true } },
        piece([
          { jsonPath: "$.o.a.b", stringValue: "1" },
          { jsonPath: "$.o.a.c", stringValue: "2" },
          { jsonPath: "$.list[0]", stringValue: "3" },
          { jsonPath: "$.list[1].x", stringValue: "4" },
          { jsonPath: "$.list[1].y[0][1]", stringValue: "5" },
          { jsonPath: "$['a b'].c", stringValue: "6" },
          { jsonPath: '$["d.e"]', stringValue: "7" },
        ]),
        { functionCall: {} },
      ),
    ).toEqual([
      "f",
      {
        o: { kept: 1, a: { b: "1", c: "2" } },
        list: ["3", { x: "4", y: [[null, "5"]] }],
        "a b": { c: "6" },
        "d.e": "7",
      },
    ])
  })

  test("G36 reach neither into prototypes nor to places no list has", () => {
    const far = piece([{ jsonPath: "$.list[10000]", stringValue: "x" }])
    const [, args] = [calledWith(far)].flat()
    expect(JSON.stringify(args)).toHaveLength('{"list":["x"]}'.length + "null,".length * 10_000)
    for (const jsonPath of [
      "$.list[10001]",
      "$.__proto__.polluted",
      "$['__proto__']['polluted']",
      "",
      "nonsense",
    ])
      expect(calledWith(piece([{ jsonPath, stringValue: "x" }]))).toEqual(["f", {}])
    expect(calledWith(piece([{ jsonPath: "$.constructor.x", stringValue: "x" }]))).toEqual([
      "f",
      { constructor: { x: "x" } },
    ])
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false)
  })

  test("G36 G39 belong to one call, with the first signature that came, also where the end came before the last piece", () => {
    const first = { ...piece([{ jsonPath: "$.a", stringValue: "x" }], { id: "c" }), thoughtSignature: "S" }
    const second = { ...piece([{ jsonPath: "$.a", stringValue: "y" }]), thoughtSignature: "late" }
    expect(streamed(chunk([{ text: "t" }, first]), chunk([second]), stop).slice(1)).toEqual([
      { kind: "text", text: "t" },
      { kind: "part-end" },
      { kind: "call", id: "c", name: "f", signature: { value: "S", family: "gemini" } },
      { kind: "call-arguments", json: '{"a":"xy"}' },
      { kind: "part-end" },
      { kind: "end", reason: "calls", stopSequence: null },
    ])
  })
})
