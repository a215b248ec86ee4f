import { readFileSync } from "node:fs"
import { join } from "node:path"
import { z } from "zod"
import { root } from "../architecture/sources.ts"
import type { Mutant } from "./judged.ts"

const equivalentSchema = z.strictObject({
  file: z.string(),
  /** The line it stands in, without indentation, as it is in the source. */
  within: z.string(),
  before: z.string(),
  after: z.string(),
  why: z.string().min(20),
})

/** A change that no test can notice, because the program does the same; looked at by a person. */
export type Equivalent = z.infer<typeof equivalentSchema>

/** The list of the repository. */
export function readEquivalents(): Equivalent[] {
  const text = readFileSync(join(root, "test", "mutation", "equivalents.json"), "utf8")
  return z.array(equivalentSchema).parse(JSON.parse(text))
}

/** Whether this mutant is one of the list. */
export function isEquivalent(mutant: Mutant, equivalents: readonly Equivalent[]): boolean {
  return equivalents.some(
    ({ file, within, before, after }) =>
      mutant.file === file && mutant.within === within && mutant.before === before && mutant.after === after,
  )
}
