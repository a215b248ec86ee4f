import { expect, test } from "vitest"
import { fittingId, mintCallId } from "../../../src/gateway/codecs/ids.ts"
import { tidyTurns } from "../../../src/gateway/codecs/turns.ts"
import type { Part, Turn } from "../../../src/gateway/model/exchange.ts"

const text = (value: string): Part => ({ kind: "text", text: value })
const call = (id: string, name = "read"): Part => ({ kind: "call", id, name, argumentsJson: "{}" })
const result = (id: string, value = id): Part => ({
  kind: "result",
  id,
  name: null,
  content: [text(value)],
  failed: false,
})
const user = (...parts: Part[]): Turn => ({ role: "user", parts })
const model = (...parts: Part[]): Turn => ({ role: "model", parts })
const ids = (turn: Turn | undefined) =>
  turn?.parts.map((part) => (part.kind === "result" ? part.id : part.kind))

test("G29 mints ids that no vendor rejects, and never one twice", () => {
  const minted = new Set(Array.from({ length: 1000 }, mintCallId))
  expect(minted.size).toBe(1000)
  for (const id of minted) expect(id).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
})

test("G29a an id some vendor would reject becomes the same fitting one every time", () => {
  const long = "x".repeat(1324)
  expect(fittingId(long)).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
  expect(fittingId(long)).toBe(fittingId(long))
  expect(fittingId("toolu_01")).toBe("toolu_01")
})

test("G30 pairs results with calls by id, whatever their order", () => {
  const tidy = tidyTurns(
    [user(text("go")), model(call("a"), call("b")), user(result("b"), result("a"))],
    "user",
  )
  expect(tidy[2]?.parts).toEqual([
    { ...result("a"), name: "read" },
    { ...result("b"), name: "read" },
  ])
})

test("G31 puts results right behind their calls, before any text of the user", () => {
  const tidy = tidyTurns(
    [user(text("go")), model(call("a"), call("b")), user(text("and"), result("a")), user(result("b"))],
    "user",
  )
  expect(tidy.map((turn) => turn.role)).toEqual(["user", "model", "user"])
  expect(ids(tidy[2])).toEqual(["a", "b", "text"])
})

test("G33 answers a call without a result with a failed one, also at the end", () => {
  const tidy = tidyTurns([user(text("go")), model(call("a"), call("b")), user(result("b"))], "user")
  const interrupted = { kind: "text", text: expect.stringContaining("interrupted") }
  expect(tidy[2]?.parts[0]).toMatchObject({ kind: "result", id: "a", failed: true, content: [interrupted] })
  expect(tidyTurns([user(text("go")), model(call("z"))], "user")[2]?.parts).toHaveLength(1)
})

test("G33b an id that is used again does not lend its result to an earlier call", () => {
  const again = [
    user(text("go")),
    model(call("c0")),
    user(text("no")),
    model(call("c0")),
    user(result("c0", "late")),
  ]
  const tidy = tidyTurns(again, "user")
  expect(tidy[2]?.parts[0]).toMatchObject({ kind: "result", failed: true })
  expect(tidy[4]?.parts).toEqual([{ ...result("c0", "late"), name: "read" }])
})

test("G33a turns a result without a call into text", () => {
  const tidy = tidyTurns([user(result("lost", "the words")), model(text("ok"))], "user")
  expect(tidy[0]?.parts).toEqual([text("Result of an earlier call:\nthe words")])
})

test("G11 joins turns of one role and begins with the user", () => {
  const tidy = tidyTurns([model(text("a")), model(text("b")), user(text("c")), user(text("d"))], "user")
  expect(tidy).toEqual([user(text("Continue.")), model(text("a"), text("b")), user(text("c"), text("d"))])
})

test("G12 leaves out empty texts and what they leave empty, without breaking pairs", () => {
  const tidy = tidyTurns(
    [user(text("go")), model(text(""), call("a")), user(text("")), user(result("a"), text(""))],
    "user",
  )
  expect(tidy.map((turn) => turn.parts.length)).toEqual([1, 1, 1])
})

test("G10 keeps instructions in mid-conversation, as a text of the user where no role exists", () => {
  const turns: Turn[] = [user(text("go")), model(call("a")), { role: "system", parts: [text("be brief")] }]
  const tidy = tidyTurns([...turns, user(result("a"))], "user")
  expect(ids(tidy[2])).toEqual(["a", "text"])
  expect(tidy[2]?.parts[1]).toEqual(text("<system>\nbe brief\n</system>"))
  expect(tidyTurns(turns, "keep")[3]).toEqual(turns[2])
})

test("tidies a hundred thousand turns that all use one id, without ever looking back", () => {
  const turns: Turn[] = Array.from({ length: 50_000 }, () => [
    { role: "model" as const, parts: [call("same")] },
    {
      role: "user" as const,
      parts: [{ kind: "result" as const, id: "same", name: null, content: [], failed: false }],
    },
    { role: "user" as const, parts: [text("next")] },
  ]).flat()
  const tidy = tidyTurns(turns, "keep")
  expect(tidy).toHaveLength(100_001)
  expect(tidy.flatMap(({ parts }) => parts).filter((part) => part.kind === "result" && part.failed)).toEqual(
    [],
  )
})

test("G10 begins with the user also where instructions stand before the first answer", () => {
  const system: Turn = { role: "system", parts: [text("rules")] }
  expect(tidyTurns([system, model(text("a"))], "keep")).toEqual([
    user(text("Continue.")),
    system,
    model(text("a")),
  ])
  expect(tidyTurns([system, user(text("a"))], "keep")).toEqual([system, user(text("a"))])
  expect(tidyTurns([], "keep")).toEqual([])
})

test("G10 instructions in mid-conversation keep what is no text as it is", () => {
  const picture: Part = { kind: "image", data: { url: "https://example.org/a.png" } }
  const turns: Turn[] = [
    user(text("go")),
    model(text("a")),
    { role: "system", parts: [text("see"), picture] },
  ]
  expect(tidyTurns(turns, "user")[2]).toEqual(user(text("<system>\nsee\n</system>"), picture))
})

test("G12 leaves out empty thoughts and texts, and joins what stood around an empty turn", () => {
  const empty: Part = { kind: "thinking", text: "" }
  expect(tidyTurns([user(text("a")), model(empty, text("")), user(text("b"))], "keep")).toEqual([
    user(text("a"), text("b")),
  ])
  expect(
    tidyTurns([user(text("a")), { role: "system", parts: [text("")] }, user(text("b"))], "user"),
  ).toEqual([user(text("a"), text("b"))])
})

test("G38 keeps empty parts that carry something a vendor wants back", () => {
  const signature = { value: "s", family: "gemini" } as const
  const kept: Part[] = [
    { kind: "text", text: "", signature },
    { kind: "thinking", text: "", signature },
    { kind: "thinking", text: "", redacted: "r" },
    { kind: "thinking", text: "hm" },
    { kind: "image", data: { url: "https://example.org/a.png" } },
  ]
  expect(tidyTurns([user(text("go")), model(...kept)], "keep")[1]?.parts).toEqual(kept)
})

test("G12 G30 leaves empty texts out of results, and the result itself stays", () => {
  const held: Part = {
    ...result("a"),
    kind: "result",
    id: "a",
    name: null,
    failed: false,
    content: [text(""), text("x")],
  }
  const tidy = tidyTurns([user(text("go")), model(call("a")), user(held)], "keep")
  expect(tidy[2]?.parts).toEqual([{ ...held, name: "read", content: [text("x")] }])
})

test("G30 each of two calls with one id gets its own result, in their order", () => {
  const tidy = tidyTurns(
    [
      user(text("go")),
      model(call("c")),
      user(result("c", "one")),
      model(call("c")),
      user(result("c", "two")),
    ],
    "keep",
  )
  expect(tidy[2]?.parts).toEqual([{ ...result("c", "one"), name: "read" }])
  expect(tidy[4]?.parts).toEqual([{ ...result("c", "two"), name: "read" }])
  const twice = tidyTurns(
    [user(text("go")), model(call("c"), call("c")), user(result("c", "one"), result("c", "two"))],
    "keep",
  )
  expect(twice[2]?.parts).toEqual([
    { ...result("c", "one"), name: "read" },
    { ...result("c", "two"), name: "read" },
  ])
})

test("G33 a result that stands before its call is nobody's, and is not lent to a call further on", () => {
  const tidy = tidyTurns(
    [user(text("go"), result("c", "early")), model(call("c")), user(result("c", "right"))],
    "keep",
  )
  expect(tidy[0]?.parts).toEqual([text("go"), text("Result of an earlier call:\nearly")])
  expect(tidy[2]?.parts).toEqual([{ ...result("c", "right"), name: "read" }])
  const never = tidyTurns([user(text("go"), result("c", "early")), model(call("c"))], "keep")
  expect(never[2]?.parts).toMatchObject([{ kind: "result", failed: true }])
})

test("G33b each of three calls with one id keeps to what stands before the next", () => {
  const tidy = tidyTurns(
    [
      user(text("go")),
      model(call("c")),
      user(text("no")),
      model(call("c")),
      user(result("c", "two")),
      model(call("c")),
      user(result("c", "three")),
    ],
    "keep",
  )
  expect(tidy[2]?.parts[0]).toMatchObject({ kind: "result", failed: true })
  expect(tidy[4]?.parts).toEqual([{ ...result("c", "two"), name: "read" }])
  expect(tidy[6]?.parts).toEqual([{ ...result("c", "three"), name: "read" }])
})

test("G11 G31 calls with only empty words between them are one step, and answers with only a placed result between them one answer", () => {
  const step = [
    user(text("go")),
    model(call("a")),
    user(text("")),
    model(call("b")),
    user(result("a"), result("b")),
  ]
  expect(tidyTurns(step, "keep").map(ids)).toEqual([["text"], ["call", "call"], ["a", "b"]])
  const late = [
    user(text("go")),
    model(call("a")),
    user(text("x")),
    model(text("y")),
    user(result("a")),
    model(text("z")),
  ]
  expect(tidyTurns(late, "keep").map(ids)).toEqual([["text"], ["call"], ["a", "text"], ["text", "text"]])
})

test("G33 a call in the mouth of the user asks for no result", () => {
  expect(tidyTurns([user(text("go"), call("a"))], "keep")).toEqual([user(text("go"), call("a"))])
})

test("G33 a lost result says whose it was, and keeps its pictures but no empty text", () => {
  const picture: Part = { kind: "image", data: { url: "https://example.org/a.png" } }
  const lost: Part = {
    kind: "result",
    id: "x",
    name: "shot",
    content: [text("a"), picture, text(""), text("b")],
    failed: false,
  }
  expect(tidyTurns([user(lost)], "keep")).toEqual([
    user(text("Result of an earlier call of shot:\na\nb"), picture),
  ])
})
