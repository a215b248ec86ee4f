import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { expect, it } from "vitest"
import { icons } from "../../../src/dashboard/ui/icons.ts"

it("names every icon as the font does", () => {
  const table = createRequire(import.meta.url).resolve("@vscode/codicons/dist/codicon.csv")
  const known = new Map(
    readFileSync(table, "utf8")
      .split(/\r?\n/)
      .map((line) => [line.split(",")[0], Number.parseInt(line.split(",")[2] ?? "", 16)]),
  )
  expect(Object.entries(icons).filter(([name, place]) => known.get(name) !== place)).toEqual([])
})
