import { expect, test } from "vitest"
import { unwrapInput, wrapInput } from "../../../src/gateway/codecs/call-arguments.ts"
import { createPartQueue } from "../../../src/gateway/codecs/part-queue.ts"
import type { AnswerEvent } from "../../../src/gateway/model/exchange.ts"

test.each([['a\n"b"'], [""]])("G23 free text comes back as it was: %j", (text) => {
  expect(unwrapInput(wrapInput(text))).toBe(text)
})

test.each([['{"input":5}'], ['{"other":"x"}'], ["[1]"], ["no JSON"], [""]])(
  "G23 arguments of another form are given as they are: %j",
  (json) => {
    expect(unwrapInput(json)).toBe(json)
  },
)

const text = (words: string): AnswerEvent => ({ kind: "text", text: words })
const partEnd: AnswerEvent = { kind: "part-end" }

test("G28 parts that come at once are told one after the other, in the order in which they began", () => {
  const queue = createPartQueue()
  expect(queue.open("a", [text("1")])).toEqual([text("1")])
  expect(queue.open("b", [text("2")])).toEqual([])
  expect(queue.add("b", [text("3")])).toEqual([])
  expect(queue.close("b")).toEqual([])
  expect([queue.has("a"), queue.has("b"), queue.has("c")]).toEqual([true, true, false])
  expect(queue.add("a", [text("4")])).toEqual([text("4")])
  expect(queue.close("a")).toEqual([partEnd, text("2"), text("3"), partEnd])
  expect([queue.has("a"), queue.has("b")]).toEqual([false, false])
})

test("G28 pieces of a part that is over or never began are passed over", () => {
  const queue = createPartQueue()
  expect([queue.add("a", [text("1")]), queue.close("a"), queue.closeAll()]).toEqual([[], [], []])
})

test("G64 parts that were left open are closed at the end, all of them", () => {
  const queue = createPartQueue()
  queue.open("a", [text("1")])
  queue.open("b", [text("2")])
  expect(queue.closeAll()).toEqual([partEnd, text("2"), partEnd])
})
