import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { z } from "zod"
import { root } from "../architecture/sources.ts"
import { type Area, areas, leftOut } from "./areas.ts"
import { readEquivalents } from "./equivalents.ts"
import { figuresOf, figuresSchema, scoreOf } from "./figures.ts"
import { type Change, type Instrumented, instrument } from "./instrument.ts"
import { judged } from "./judged.ts"
import { beginRun, keptNotes, type Place } from "./kept.ts"
import { addNote, readNotes } from "./notes.ts"
import { mutationPage } from "./page.ts"
import { runTests } from "./run-tests.ts"
import { survivorList } from "./survivors.ts"

// npm run test:mutation [-- AREA… [--files N]]
const { positionals: asked, values } = parseArgs({
  allowPositionals: true,
  options: { files: { type: "string", default: "Infinity" } },
})
process.env.FOR_LOOP_MUTATION_FILES = values.files
const unknown = asked.filter((name) => !areas.some((area) => area.name === name))
if (unknown.length > 0) {
  const names = areas.map(({ name }) => name).join(", ")
  process.stderr.write(`There is no area ${unknown.join(", ")}; the areas are ${names}.\n`)
  process.exit(2)
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1))
const folder = join(root, ".mutation")
mkdirSync(folder, { recursive: true })
for (const area of areas) {
  if (asked.length > 0 && !asked.includes(area.name)) continue
  const place = { notes: join(folder, `${area.name}.notes`), run: join(folder, `${area.name}.run`) }
  const tests = testsOf(area)
  const made = await instrument(area, Number(values.files))
  await ask(area, made.changes, tests, place)
  tell(area, made, tests, place)
}

function testsOf(area: Area): string[] {
  const out = new Set(leftOut.flatMap((pattern) => globSync(pattern, { cwd: root })))
  return area.tests
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .filter((path) => !out.has(path))
    .map((path) => path.replaceAll("\\", "/"))
    .sort()
}

/** Has every test file judge the changes that no test noticed so far; files that did so already are not asked again. */
async function ask(
  area: Area,
  changes: readonly Change[],
  tests: readonly string[],
  place: Place,
): Promise<void> {
  beginRun(place, changes, tests, keptNotes(place, changes, tests))
  for (;;) {
    const notes = readNotes(place.notes)
    const done = new Set(notes.flatMap((note) => (note.kind === "done" ? [note.file] : [])))
    const open = tests.filter((file) => !done.has(file))
    if (open.length === 0) return
    const ended = await runTests(area, open, place)
    if (ended.kind === "ended") return
    // Whoever waits for ever noticed the change; the rest of the files goes on without it.
    const { ids, file } = ended.trial
    if (ids.length > 1) addNote(place.notes, { kind: "apart", ids, file })
    else for (const id of ids) addNote(place.notes, { kind: "noticed", by: "timeout", id, file })
  }
}

/** Writes the survivors, the figures and the page. */
function tell(area: Area, made: Instrumented, tests: readonly string[], place: Place): void {
  const notes = readNotes(place.notes)
  const mutants = judged(made.changes, notes)
  const equivalents = readEquivalents()
  const done = new Set(notes.flatMap((note) => (note.kind === "done" ? [note.file] : [])))
  const date = new Date().toISOString().slice(0, 10)
  const figures = figuresOf(mutants, equivalents, {
    date,
    files: made.files,
    measured: made.sources.size,
    tests: tests.length,
    asked: done.size,
  })
  const path = join(root, "test", "mutation", "figures.json")
  const all = z.record(z.string(), figuresSchema).parse(JSON.parse(readFileSync(path, "utf8")))
  all[area.name] = figures
  writeFileSync(path, `${JSON.stringify(all, null, 2)}\n`)
  writeFileSync(join(root, "docs", "mutation.md"), mutationPage(all))
  writeFileSync(join(folder, `${area.name}.md`), `${survivorList(mutants, equivalents)}\n`)
  for (const note of notes)
    if (note.kind === "retired")
      process.stdout.write(`${note.file}: "${note.test}" does not hold twice and was left out\n`)
  const score = scoreOf(figures)
  process.stdout.write(
    `${area.name}: ${score === null ? "nothing measured" : `${score.toFixed(1)} %`} of ${figures.mutants} mutants; survivors in .mutation/${area.name}.md\n`,
  )
}
