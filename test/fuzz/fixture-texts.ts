import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

const fixtures = join(import.meta.dirname, "../fixtures")

/** The recordings in a folder of the fixtures whose names fit, without the largest. */
export function fixtureTexts(folder: string, names: RegExp): readonly string[] {
  return readdirSync(join(fixtures, folder), { recursive: true, encoding: "utf8" })
    .sort()
    .filter((name) => names.test(name))
    .map((name) => readFileSync(join(fixtures, folder, name), "utf8"))
    .filter((text) => text.length < 40_000)
}
