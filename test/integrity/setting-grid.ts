import { readFileSync } from "node:fs"
import { join } from "node:path"
import { told } from "./told.ts"

/** How a setting changes: its text before and after, null where it is absent. */
type Pair = readonly [before: string | null, after: string | null]

/** The table of settings: the ways they change in, and for each file and key a sign for each of them. */
export function settingGrid(): {
  readonly pairs: readonly Pair[]
  readonly rows: readonly { readonly file: string; readonly key: string; readonly cells: string }[]
} {
  const lines = readFileSync(join(import.meta.dirname, "rows", "grid-settings.txt"), "utf8").split("\n")
  const pairs = lines
    .filter((line) => line.startsWith("> "))
    .map((line): Pair => {
      const [before = "", after = ""] = line
        .slice(2)
        .split("→")
        .map((part) => part.trim())
      return [before === "" ? null : before, after === "" ? null : after]
    })
  const rows = lines
    .filter((line) => line !== "" && !/^[#>] /.test(line))
    .map((line) => {
      const [cells = "", file = "", key = ""] = line.split(/\s+/)
      return { cells, file, key }
    })
  return { pairs, rows }
}

const project = {
  "test/a.test.ts": "",
  "test/unit/b.test.ts": "",
  "tests/test_a.py": "",
  "src/a.ts": "",
}

/** What is said of a setting for each of these changes. */
export function settingCells(file: string, key: string, pairs: readonly Pair[]): string {
  return pairs
    .map(([before, after]) => {
      const files = { ...project, [file]: text(file, key, before) }
      const [found = ""] = told(files, { [file]: text(file, key, after) })
      return sign(found)
    })
    .join("")
}

/** A configuration file with just this setting, in the words of its format. */
function text(file: string, key: string, value: string | null): string {
  const parts = key.split(".")
  if (/\.(ini|toml)$/.test(file)) {
    const plain = file.endsWith(".ini") ? value?.replace(/[[\]']/g, "").replaceAll(", ", "\n  ") : value
    return value === null ? "[pytest]\n" : `[pytest]\n${key} = ${plain?.replaceAll("'", '"')}\n`
  }
  if (value === null) return file.endsWith(".json") ? "{}" : "export default {}\n"
  const open = parts.map((part) => `{ "${part}": `).join("")
  const object = `${open}${value}${" }".repeat(parts.length)}`
  return file.endsWith(".json") ? object.replaceAll("'", '"') : `export default ${object}\n`
}

const signs: readonly (readonly [RegExp, string])[] = [
  [/A limit|time-out|retried/, "l"],
  [/threshold/, "t"],
  [/passes now/, "p"],
  [/strict|switched off/, "s"],
  [/count for coverage|left out of coverage/, "c"],
  [/selection|no longer run|Fewer functions/, "f"],
  [/reporter/, "r"],
  [/stand-in/, "m"],
  [/milder/, "x"],
]

function sign(found: string): string {
  if (found === "") return "."
  if (found.startsWith("low")) return "-"
  const letter = signs.find(([words]) => words.test(found))?.[1] ?? "?"
  return found.startsWith("high") ? letter.toUpperCase() : letter
}
