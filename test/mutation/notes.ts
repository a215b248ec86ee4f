import { appendFileSync, existsSync, readFileSync } from "node:fs"
import { z } from "zod"

const noteSchema = z.discriminatedUnion("kind", [
  /** A test of this file noticed the change. */
  z.object({
    kind: z.literal("noticed"),
    id: z.string(),
    by: z.enum(["failure", "timeout"]),
    file: z.string(),
  }),
  /** Changes that this file's tests run through while they run. */
  z.object({ kind: z.literal("covered"), ids: z.array(z.string()), file: z.string() }),
  /** Changes that are run through while modules are loaded. */
  z.object({ kind: z.literal("loaded"), ids: z.array(z.string()), file: z.string() }),
  /** A test held with each of these changes. */
  z.object({ kind: z.literal("held"), ids: z.array(z.string()), test: z.string(), file: z.string() }),
  /** One of these changes blocks the tests: they are tried one by one. */
  z.object({ kind: z.literal("apart"), ids: z.array(z.string()), file: z.string() }),
  /** A test that does not hold twice in a row cannot judge the changes it would have come to. */
  z.object({ kind: z.literal("retired"), test: z.string(), file: z.string() }),
  /** This file was gone through to its end. */
  z.object({ kind: z.literal("done"), file: z.string() }),
])

/** What the tests tell of a run, a line each, so that a run that is stopped loses nothing. */
export type Note = z.infer<typeof noteSchema>

export function addNote(path: string, note: Note): void {
  appendFileSync(path, `${JSON.stringify(note)}\n`)
}

/** The notes of a run so far; a last line that was cut off is left out. */
export function readNotes(path: string): Note[] {
  if (!existsSync(path)) return []
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1)
  return lines.map((line) => noteSchema.parse(JSON.parse(line)))
}
