import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { rooms } from "./rooms.ts"
import { corners, fastPath, forbiddenNames, lineCap, packages } from "./rules.ts"
import { readSources, readStyles, root, type Source } from "./sources.ts"

const src = readSources("src")
const all = [...src, ...readSources("test", "bench")]
const roomOf = (path: string): string => path.split("/")[1] ?? ""
/** What the files of a room import from others. */
const arrowsOf = (room: string): { readonly from: string; readonly to: string }[] =>
  src
    .filter((file) => roomOf(file.path) === room)
    .flatMap((file) => file.imports.map((found) => ({ from: file.path, path: found.to })))
    .filter(({ path }) => path.startsWith("src/") && roomOf(path) !== room)
    .map(({ from, path }) => ({ from, to: roomOf(path) }))

describe("the architecture", () => {
  it("has a rule for every room", () => {
    expect([...new Set(src.map((file) => roomOf(file.path)))].filter((room) => !(room in rooms))).toEqual([])
  })

  for (const [room, { may, because }] of Object.entries(rooms)) {
    it(`lets ${room} import only ${Object.keys(may).join(", ") || "nothing"}: ${because}`, () => {
      expect(arrowsOf(room).filter(({ to }) => !(to in may))).toEqual([])
    })
  }

  it("has a use for every arrow between rooms: what nobody imports is not allowed in advance", () => {
    const unused = Object.entries(rooms).flatMap(([room, { may }]) => {
      const used = new Set(arrowsOf(room).map(({ to }) => to))
      return Object.keys(may)
        .filter((to) => !used.has(to))
        .map((to) => `${room} → ${to}`)
    })
    expect(unused).toEqual([])
  })

  for (const rule of corners) {
    it(`lets ${rule.corner.source} import only ${rule.may.source}: ${rule.because}`, () => {
      const wrong = src
        .filter((file) => rule.corner.test(file.path))
        .flatMap((file) => file.imports.map((found) => ({ from: file.path, to: found.to })))
        .filter(({ to }) => !rule.may.test(to))
      expect(wrong).toEqual([])
    })
  }

  for (const rule of packages) {
    it(`keeps ${rule.name.source} inside ${rule.only.source}: ${rule.because}`, () => {
      const wrong = src
        .filter((file) => !rule.only.test(file.path))
        .filter((file) => file.imports.some((found) => found.how !== "type" && rule.name.test(found.to)))
      expect(wrong.map((file) => file.path)).toEqual([])
    })
  }

  it(`keeps the fast path small: ${fastPath.because}`, () => {
    const reached = reachable(fastPath.entry, (found) => found.how === "static")
    expect([...reached].filter((path) => path.startsWith("src/") && !fastPath.rooms.test(path))).toEqual([])
    expect([...reached].filter((path) => /zod|ajv|simple-git|child_process/.test(path))).toEqual([])
  })

  it("has no import cycles, because a cycle hides which part can be understood first", () => {
    expect(cycles()).toEqual([])
  })

  it(`keeps every file within ${lineCap} lines, because a longer one does two things`, () => {
    const long = [...all, ...readStyles("src")].filter((file) => file.text.split("\n").length - 1 > lineCap)
    expect(long.map((file) => file.path)).toEqual([])
  })

  it("has no barrels and no drawers for leftovers", () => {
    expect(
      src.filter((file) => /^export\s+(\*|\{[^}]*\})\s+from/m.test(file.text)).map((f) => f.path),
    ).toEqual([])
    expect(src.filter((file) => forbiddenNames.test(file.path)).map((f) => f.path)).toEqual([])
  })

  it("names every source file, and only those, in the source map of AGENTS.md", () => {
    const map = readFileSync(join(root, "AGENTS.md"), "utf8")
    const listed = [...map.matchAll(/^- `(src\/[^`]+)` — \S/gm)].map((m) => m[1])
    expect([...listed].sort()).toEqual(src.map((file) => file.path).sort())
  })
})

function reachable(entry: string, follow: (found: Source["imports"][number]) => boolean): Set<string> {
  const seen = new Set<string>()
  const queue = [entry]
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path)) continue
    seen.add(path)
    const file = src.find((candidate) => candidate.path === path)
    for (const found of file?.imports ?? []) if (follow(found)) queue.push(found.to)
  }
  return seen
}

function cycles(): string[][] {
  const done = new Set<string>()
  const found: string[][] = []
  const walk = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at !== -1) {
      found.push([...trail.slice(at), path])
      return
    }
    if (done.has(path)) return
    for (const next of src.find((file) => file.path === path)?.imports ?? []) {
      if (next.to.startsWith("src/")) walk(next.to, [...trail, path])
    }
    done.add(path)
  }
  for (const file of src) walk(file.path, [])
  return found
}
