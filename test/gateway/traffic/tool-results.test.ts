import { expect, test } from "vitest"
import type { Exchange, Part } from "../../../src/gateway/model/exchange.ts"
import { limitToolResults } from "../../../src/gateway/traffic/tool-results.ts"
import { exchangeOf, history, result } from "../anthropic/on-gemini.ts"

const all = (maxCharacters: number | null) => ({ maxCharacters, tools: [] })
const ask = (...results: unknown[]): Exchange => exchangeOf(history(results))
const textOf = (exchange: Exchange, at: number): string => {
  const part = exchange.turns.at(-1)?.parts[at]
  const first: Part | undefined = part?.kind === "result" ? part.content[0] : undefined
  return first?.kind === "text" ? first.text : ""
}

test("long results of tools stay as they are unless a limit is set", () => {
  const exchange = ask(result("toolu_1", "x".repeat(1_000_000)))
  expect(limitToolResults(exchange, all(null))).toEqual({ exchange, cut: 0 })
  const short = ask(result("toolu_1", "short"))
  expect(limitToolResults(short, all(10)).exchange).toBe(short)
})

test("a result over the limit keeps its head and its tail, and the mark names its call", () => {
  const text = `HEAD${"x".repeat(5000)}TAIL`
  const { exchange, cut } = limitToolResults(
    ask(result("toolu_1", text), result("toolu_2", "short")),
    all(1000),
  )
  expect(cut).toBe(1)
  const kept = textOf(exchange, 0)
  expect(kept).toMatch(
    /^HEADx+\n\[… 4008 characters of the result of toolu_1 left out by the gateway …\]\nx+TAIL$/,
  )
  expect(kept.length).toBeLessThan(1100)
  expect(textOf(exchange, 1)).toBe("short")
})

test("a tool's own limit goes before the one of all", () => {
  const text = "x".repeat(3000)
  const exchange = ask(result("toolu_1", text))
  const cutWith = (maxCharacters: number | null, name: string, own: number) =>
    limitToolResults(exchange, { maxCharacters, tools: [{ name, maxCharacters: own }] }).cut
  expect(cutWith(null, "read", 1000)).toBe(1)
  expect(cutWith(1000, "read", 5000)).toBe(0)
  expect(cutWith(null, "write", 1000)).toBe(0)
  expect(cutWith(1000, "write", 5000)).toBe(1)
})

test("no character is cut in half", () => {
  for (let most = 10; most < 20; most += 1) {
    const kept = textOf(limitToolResults(ask(result("toolu_1", "😀".repeat(50))), all(most)).exchange, 0)
    expect(() => encodeURIComponent(kept)).not.toThrow()
  }
})

test("texts of one result share the room; pictures in it stay", () => {
  const picture = { type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } }
  const content = [{ type: "text", text: "a".repeat(80) }, picture, { type: "text", text: "b".repeat(500) }]
  const { exchange } = limitToolResults(ask(result("toolu_1", content)), all(100))
  const part = exchange.turns.at(-1)?.parts[0]
  const parts = part?.kind === "result" ? part.content : []
  expect(parts.map(({ kind }) => kind)).toEqual(["text", "image", "text"])
  expect(parts[0]).toMatchObject({ text: "a".repeat(80) })
  expect(parts[2]).toMatchObject({ text: expect.stringContaining("480 characters") })
})
