import { describe, expect, it } from "vitest"
import { block, duration, oneLine } from "../../src/control/words.ts"

describe("words", () => {
  it.each([
    [0, "0 s"],
    [499, "0 s"],
    [59_600, "60 s"],
    [89_400, "89 s"],
    [90_000, "2 min"],
    [45 * 60_000, "45 min"],
    [89 * 60_000, "89 min"],
    [120 * 60_000, "2 h"],
    [125 * 60_000, "2 h 5 min"],
    [47 * 3_600_000, "47 h"],
    [72 * 3_600_000, "3 days"],
  ])("say %i ms as %s", (ms, text) => {
    expect(duration(ms)).toBe(text)
  })

  it.each([
    ["a colour", "\u001b[31mred\u001b[0m", "red"],
    ["a window title", "\u001b]0;owned\u0007text", "text"],
    ["an erased line", "bad\u001b[2K\rgood", "bad good"],
    ["line ends", "a\r\nb\nc\u2028d", "a b c d"],
    ["a bell and a null", "a\u0007\u0000b", "a b"],
  ])("S77 show %s of somebody else's text as one harmless line", (_, text, shown) => {
    expect(oneLine(text)).toBe(shown)
  })

  it("S92 keep the lines of a block, whatever ends them, and nothing that commands a terminal", () => {
    expect(block("a\r\nb\rc\td\u001b[1A\u0008\n")).toBe("a\nb\nc\td\n")
  })

  it("cut a long line and mark the cut", () => {
    expect(oneLine("x".repeat(200), 10)).toBe(`${"x".repeat(10)}…`)
  })
})
