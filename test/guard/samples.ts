import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Place } from "../../src/guard/place.ts"

/** The dev's project on a machine of each kind; nothing of it exists on disk. */
export const linux: Place = {
  workspace: "/home/dev/shop",
  home: "/home/dev",
  platform: "linux",
  extraWritable: [],
}
export const windows: Place = {
  workspace: "C:\\Users\\dev\\shop",
  home: "C:\\Users\\dev",
  platform: "win32",
  extraWritable: [],
}

/** A line and the rule that must speak against it; null: none may. */
export type Sample = { readonly line: string; readonly rule: string | null; readonly group: string }

/** Lines of one table; where no rule is named any may speak. */
export function samplesOf(name: "posix" | "posix-later" | "windows"): readonly Sample[] {
  const path = join(import.meta.dirname, "..", "fixtures", "guard", `${name}.json`)
  const table: unknown = JSON.parse(readFileSync(path, "utf8"))
  if (typeof table !== "object" || table === null) throw new Error(`${path} is no table`)
  return Object.entries(table).flatMap(([group, rows]) => {
    if (!Array.isArray(rows)) throw new Error(`${group} is no list`)
    return rows.map((row: unknown): Sample => {
      const [line, rule] = Array.isArray(row) ? row : [row, group === "ordinary" ? null : "any"]
      return { line: String(line), rule: rule === null ? null : String(rule), group }
    })
  })
}
