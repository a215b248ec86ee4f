import { beforeAll, describe, expect, test } from "vitest"
import { loadGrammars } from "../../src/integrity/tree/tree-sitter.ts"
import { sectionsOf } from "./rows.ts"
import { told } from "./told.ts"

beforeAll(async () => await loadGrammars(["go", "python"]))

for (const { title, rows } of sectionsOf("scenes"))
  describe(title, () => {
    test.each(rows)("$name", ({ files, rules, expected }) => {
      const before = files.flatMap((file) =>
        file.before === null ? [] : [[file.path, file.before] as const],
      )
      const after = files.map((file) => [file.path, file.after] as const)
      expect(told(Object.fromEntries(before), Object.fromEntries(after), rules)).toEqual(expected)
    })
  })
