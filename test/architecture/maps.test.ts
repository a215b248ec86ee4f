import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { rooms } from "./rooms.ts"
import { root } from "./sources.ts"

/** A map without the parts that list source files, which the architecture's own test holds, or files of a user's home. */
const mapText = (path: string): string =>
  readFileSync(join(root, path), "utf8")
    .replace(/\n## (?:Source map|What lies on the disk)\n[\s\S]*?(?=\n## |$)/g, "\n")
    .replaceAll("\r\n", "\n")

/** What a map calls `hook/stop` is `src/hook/stop.ts`; within the gateway's own part it leaves the room out. */
const isThere = (named: string): boolean =>
  ["", "src/", "src/gateway/"].some((folder) =>
    ["", ".ts"].some((end) => existsSync(join(root, folder, named.replace(/\/$/, "") + end))),
  )

const roomNames = Object.keys(rooms).join("|")

describe.each(["AGENTS.md", "docs/architecture.md"])("the map %s", (path) => {
  const text = mapText(path)

  it("names only files and folders that are there", () => {
    const prose = text.replace(/```[\s\S]*?```/g, "")
    const spans = [...prose.matchAll(/`([\w.-]+\/[\w./-]*)`/g)].map(([, span]) => span ?? "")
    expect(spans.length).toBeGreaterThan(20)
    const drawings = [...text.matchAll(/```[\s\S]*?```/g)].map(([block]) => block).join("\n")
    const drawn = [...drawings.matchAll(new RegExp(`(?<![\\w/.])(?:${roomNames})/[\\w-]*`, "g"))]
    expect(drawn.length).toBeGreaterThan(5)
    const named = [...spans, ...drawn.map(([span]) => span)]
    expect(named.filter((one) => !isThere(one))).toEqual([])
  })

  it("names tests for its invariants, and each is there", () => {
    const invariants = text.slice(text.indexOf("## Invariants"))
    const tests = [...invariants.matchAll(/`(test\/[\w./-]+\.test\.ts)`/g)].map(([, test]) => test ?? "")
    expect(tests.length).toBeGreaterThan(8)
    expect(tests.filter((test) => !existsSync(join(root, test)))).toEqual([])
  })
})

it("the table of AGENTS.md leads to every room", () => {
  const text = mapText("AGENTS.md")
  const table = text.slice(text.indexOf("## Where does my change go?"), text.indexOf("## Invariants"))
  const missing = Object.keys(rooms).filter((room) => !table.includes(`\`${room}/`))
  expect(missing).toEqual([])
})
