import { describe, expect, it } from "vitest"
import { checkpointParts, fileStateOf } from "../../../src/ide/view/checkpoint-uri.ts"
import { keptTexts } from "../../../src/ide/view/kept-texts.ts"

describe("the address of a file in a checkpoint", () => {
  it.each(["src/cart.js", "a b/ü?#%.ts", "x&y=z"])("leads back to %s", (path) => {
    const state = { loop: "l-1", id: "0123abc", path }
    const parts = checkpointParts(state)
    expect(parts.path).toBe(`/${path}`)
    expect(fileStateOf(parts.query)).toEqual(state)
  })

  it.each(["", "{}", "[]", '{"loop":1,"id":"a","path":"b"}'])("is none of ours: %s", (query) => {
    expect(fileStateOf(query)).toBeNull()
  })
})

describe("texts that lie in no file", () => {
  it("keep their address as long as they say the same", () => {
    const texts = keptTexts()
    const first = texts.keep("report.md", "one")
    expect(texts.keep("report.md", "one")).toBe(first)
    const second = texts.keep("report.md", "two")
    expect(second).not.toBe(first)
    expect([texts.of(first), texts.of(second)]).toEqual(["one", "two"])
    expect(second.endsWith("/report.md")).toBe(true)
  })

  it("are forgotten when there are too many", () => {
    const texts = keptTexts()
    const first = texts.keep("a.md", "first")
    for (let i = 0; i < 50; i += 1) texts.keep("a.md", `text ${i}`)
    expect(texts.of(first)).toBeNull()
  })
})
