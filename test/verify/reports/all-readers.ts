import { readdirSync } from "node:fs"
import { join } from "node:path"
import type { ReportReader } from "../../../src/verify/reports/report.ts"

const source = join(import.meta.dirname, "../../../src/verify/reports")

/** Every reader of the room, found by its form: one that the registry forgot is here all the same. */
export const allReaders: readonly ReportReader[] = await readersIn(readdirSync(source).sort())

async function readersIn(names: readonly string[]): Promise<ReportReader[]> {
  const readers: ReportReader[] = []
  for (const name of names) {
    for (const value of Object.values(await import(join(source, name)))) {
      const found = Object(value)
      if (typeof found.read === "function" && typeof found.name === "string") readers.push(found)
    }
  }
  return readers
}
