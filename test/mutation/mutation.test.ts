import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { z } from "zod"
import { root } from "../architecture/sources.ts"
import { areas } from "./areas.ts"
import { readEquivalents } from "./equivalents.ts"
import { figuresOf, figuresSchema, scoreOf } from "./figures.ts"
import { asFunction, programFile } from "./hook-program.ts"
import { type Change, instrument } from "./instrument.ts"
import { judged, type Mutant } from "./judged.ts"
import { beginRun, keptNotes } from "./kept.ts"
import { addNote, readNotes } from "./notes.ts"
import { mutationPage } from "./page.ts"

const change = (id: string, more: Partial<Change> = {}): Change => ({
  id,
  file: "src/loop/limits.ts",
  line: 1,
  before: `before ${id}`,
  after: `after ${id}`,
  within: "a line",
  ...more,
})
const run = { date: "2026-01-01", files: 1, measured: 1, tests: 1, asked: 1 }

describe("the mutation report", () => {
  it("tells noticed, survived, uncovered and module-level changes apart", () => {
    const mutants = judged(
      ["0", "1", "2", "3", "4"].map((id) => change(id)),
      [
        { kind: "loaded", ids: ["3"], file: "t" },
        { kind: "covered", ids: ["0", "1", "2"], file: "t" },
        { kind: "noticed", id: "0", by: "failure", file: "t" },
        { kind: "noticed", id: "1", by: "timeout", file: "t" },
      ],
    )
    expect(mutants.map(({ end }) => end)).toEqual(["noticed", "timeout", "survived", "loading", "uncovered"])
    expect(scoreOf(figuresOf(mutants, [], run))).toBe(50)
  })

  it("counts an equivalent only while it survives, and only that one", () => {
    const survivor: Mutant = { ...change("1"), end: "survived" }
    const { file, within, before, after } = survivor
    const listed = [{ file, within, before, after, why: "a reason that is long enough" }]
    expect(figuresOf([survivor], listed, run)).toMatchObject({ equivalent: 1, survived: 0 })
    expect(figuresOf([{ ...survivor, after: "other" }], listed, run)).toMatchObject({
      equivalent: 0,
      survived: 1,
    })
    expect(figuresOf([{ ...survivor, end: "noticed" }], listed, run)).toMatchObject({
      equivalent: 0,
      killed: 1,
    })
  })

  it("is what docs/mutation.md says", () => {
    const text = readFileSync(join(root, "test", "mutation", "figures.json"), "utf8")
    const figures = z.record(z.string(), figuresSchema).parse(JSON.parse(text))
    expect(readFileSync(join(root, "docs", "mutation.md"), "utf8")).toBe(mutationPage(figures))
    expect(Object.keys(figures).filter((name) => !areas.some((area) => area.name === name))).toEqual([])
  })

  it("lists as equivalent only what is still in the source", () => {
    for (const { file, within, before } of readEquivalents()) {
      const source = existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8") : ""
      expect(source, `${file}: ${within}`).toContain(within)
      expect(source, `${file}: ${before}`).toContain(before)
    }
  })
})

describe("the hook's program", () => {
  it("can be called with streams of its own, and is otherwise what it is", () => {
    const source = readFileSync(join(root, programFile), "utf8")
    const made = asFunction(source)
    expect(made).toContain("\nexport function hookProgram({ process, readStdin, writeStdout }) {\n")
    const gone = source.split("\n").filter((line) => line !== "" && !made.includes(line))
    expect(gone.map((line) => line.split(" from ")[0])).toEqual([
      "import { readStdin }",
      "import { writeStdout }",
    ])
  })
})

describe("the notes of a run", () => {
  it("hold for the next run as far as sources and tests are the same", () => {
    const folder = mkdtempSync(join(tmpdir(), "mutation-"))
    const place = { notes: join(folder, "notes"), run: join(folder, "run") }
    const tests = ["test/loop/limits.test.ts"]
    const changes = [change("0"), change("1")]
    beginRun(place, changes, tests, [])
    addNote(place.notes, { kind: "noticed", id: "1", by: "failure", file: "test/loop/limits.test.ts" })
    addNote(place.notes, { kind: "done", file: "test/loop/limits.test.ts" })
    const renumbered = [change("7", { before: "before 1", after: "after 1" })]
    expect(keptNotes(place, renumbered, tests)).toEqual([
      { kind: "noticed", id: "7", by: "failure", file: "test/loop/limits.test.ts" },
      { kind: "done", file: "test/loop/limits.test.ts" },
    ])
    const moved = [change("7", { file: "src/loop/breaker.ts" })]
    expect(keptNotes(place, moved, tests)).toEqual([])
    // What a test noticed that is gone, the others have to be asked.
    addNote(place.notes, { kind: "noticed", id: "0", by: "failure", file: "test/loop/gone.test.ts" })
    expect(keptNotes(place, renumbered, tests).map(({ kind }) => kind)).toEqual(["noticed"])
    expect(readNotes(place.notes)).toHaveLength(3)
    rmSync(folder, { recursive: true })
  })

  it("name places by what stands there", async () => {
    const { changes, sources } = await instrument({ name: "x", folder: "src/loop", tests: [] })
    const found = changes.filter(
      ({ file, within }) => file === "src/loop/limits.ts" && within.includes("left.minutes <= 0"),
    )
    expect(found.map(({ before, after }) => `${before} → ${after}`)).toContain(
      "left.minutes <= 0 → left.minutes < 0",
    )
    expect(sources.get("src/loop/limits.ts")).toContain("left.minutes < 0")
  })
})
