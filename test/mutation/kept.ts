import { createHash } from "node:crypto"
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { z } from "zod"
import { root } from "../architecture/sources.ts"
import type { Change } from "./instrument.ts"
import { type Note, readNotes } from "./notes.ts"

/** What the numbers in a run's notes mean, and which texts they were taken from. */
const runSchema = z.object({
  changes: z.record(z.string(), z.string()),
  hashes: z.record(z.string(), z.string()),
})

/** Where the notes of an area are, and what they were taken from. */
export type Place = { readonly notes: string; readonly run: string }

/**
 * The notes of an earlier run that still hold: of sources and test files that are byte for byte the same. Numbers of
 * changes are those of this run.
 */
export function keptNotes(place: Place, changes: readonly Change[], tests: readonly string[]): Note[] {
  if (!existsSync(place.run)) return []
  const old = runSchema.parse(JSON.parse(readFileSync(place.run, "utf8")))
  const sources = [...new Set(changes.map(({ file }) => file))]
  const same = new Set([...sources, ...tests].filter((file) => hashOf(file) === old.hashes[file]))
  const keys = keysOf(changes.filter(({ file }) => same.has(file)))
  const idNow = new Map([...keys].map(([id, key]) => [key, id]))
  const translate = (id: string) => idNow.get(old.changes[id] ?? "") ?? null
  const allSame = sources.every((file) => same.has(file))
  const notes = readNotes(place.notes)
  // What a test noticed that is gone or was edited, the others were not asked.
  const lost = notes.some((note) => note.kind === "noticed" && !same.has(note.file))
  return notes.flatMap((note): Note[] => {
    if (!same.has(note.file)) return []
    switch (note.kind) {
      case "noticed": {
        const id = translate(note.id)
        return id === null ? [] : [{ ...note, id }]
      }
      case "covered":
      case "loaded":
        return [{ ...note, ids: note.ids.flatMap((id) => translate(id) ?? []) }]
      case "retired":
        return [note]
      case "done":
        return allSame && !lost ? [note] : []
      case "held":
      case "apart":
        return allSame ? [{ ...note, ids: note.ids.flatMap((id) => translate(id) ?? []) }] : []
      default:
        return note satisfies never
    }
  })
}

/** Begins a run with these notes. */
export function beginRun(
  place: Place,
  changes: readonly Change[],
  tests: readonly string[],
  kept: readonly Note[],
): void {
  const files = new Set([...changes.map(({ file }) => file), ...tests])
  const run = {
    changes: Object.fromEntries(keysOf(changes)),
    hashes: Object.fromEntries([...files].map((file) => [file, hashOf(file)])),
  }
  writeFileSync(place.notes, kept.map((note) => `${JSON.stringify(note)}\n`).join(""))
  writeFileSync(place.run, JSON.stringify(run))
}

/** Whether these changes are those that the run began with: their numbers mean something else after an edit. */
export function isOfRun(run: string, changes: readonly Change[]): boolean {
  const begun = runSchema.parse(JSON.parse(readFileSync(run, "utf8"))).changes
  const keys = [...keysOf(changes)]
  return keys.length === Object.keys(begun).length && keys.every(([id, key]) => begun[id] === key)
}

/** Id → a name that stays the same in the next run; equal changes of a line are numbered. */
function keysOf(changes: readonly Change[]): Map<string, string> {
  const times = new Map<string, number>()
  return new Map(
    changes.map(({ id, file, line, before, after }) => {
      const place = JSON.stringify([file, line, before, after])
      const time = (times.get(place) ?? 0) + 1
      times.set(place, time)
      return [id, `${place} ${time}`]
    }),
  )
}

function hashOf(file: string): string {
  const path = join(root, file)
  if (!existsSync(path)) return ""
  const text = readFileSync(path, "utf8")
  const hash = createHash("sha256").update(text)
  // The cases of such a test stand beside it, in files that it names by their beginnings.
  if (/from "\.\/(rows|matrix)\.ts"/.test(text))
    for (const rows of globSync(join(dirname(path), "rows", "*")).sort())
      if (text.includes(basename(rows).split(/[-.]/)[0] ?? "")) hash.update(readFileSync(rows))
  return hash.digest("hex")
}
