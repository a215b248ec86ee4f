import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"

const room = join(import.meta.dirname, "..", "..", "src", "host")
const imported = /^(?:import|export)\s+(?!type\b)(?:[\w*{}\s,$]+?\sfrom\s+)?"([^"]+)"/gm

/** Every module that loading `file` loads, built-ins and packages by their name. */
function loadedBy(file: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  for (const [, target = ""] of readFileSync(file, "utf8").matchAll(imported)) {
    if (target.startsWith(".")) loadedBy(join(dirname(file), target), seen)
    else seen.add(target)
  }
  return seen
}

describe("the way of every turn of every conversation", () => {
  it("loads nothing but the dialects themselves to decode and answer an event", () => {
    const loaded = [...loadedBy(join(room, "dialect.ts"))]
    expect(loaded.filter((name) => !name.startsWith(join(room, "..")))).toEqual([])
    expect(loaded.length).toBeLessThan(15)
  })

  it("loads nothing but the file system to read a transcript", () => {
    const loaded = [...loadedBy(join(room, "antigravity-transcript.ts"))]
    expect(loaded.filter((name) => !name.startsWith(join(room, "..")))).toEqual(["node:fs"])
  })
})
