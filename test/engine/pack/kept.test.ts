import { readdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { openFacts } from "../../../src/engine/pack/facts.ts"
import { packDesk, source } from "./pack-desk.ts"

describe("what the packer keeps", () => {
  it("stays bounded over many repositories and many ways to pack one", async () => {
    using desk = packDesk({ "a.ts": source("a", 5) })
    for (let at = 0; at < 45; at++) await desk.pack({ budget: 1000 + at })
    for (let at = 0; at < 25; at++) {
      using other = packDesk({ "a.ts": source("a", 5) }, "plain")
      await other.pack({ home: desk.home })
    }
    const names = readdirSync(join(desk.home, "pack"))
    expect(names.filter((name) => name.startsWith("last-")).length).toBeLessThanOrEqual(40)
    expect(names.filter((name) => !name.includes(".")).length).toBeLessThanOrEqual(20)
  })

  it("keeps the contents of the present tree when there are too many", () => {
    using desk = packDesk({}, "plain")
    const folder = join(desk.home, "pack", "x")
    const facts = openFacts(folder)
    const fact = { kind: "text", bytes: 1, tokens: 1, redactions: [] } as const
    facts.set("a1:60000", fact)
    for (let at = 0; at < 130_000; at++) facts.set(`b${at}`, fact)
    facts.save(new Set(["a1"]))
    const again = openFacts(folder)
    expect(again.get("a1:60000")).toEqual(fact)
    expect(again.get("b129999")).toEqual(fact)
    expect(again.get("b0")).toBeNull()
  })
})
