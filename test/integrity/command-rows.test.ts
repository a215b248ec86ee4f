import { describe, expect, test } from "vitest"
import { commandReasons } from "../../src/integrity/command/compare.ts"
import { sectionsOf } from "./rows.ts"

const tests = [
  "test/a.test.ts",
  "test/b.test.ts",
  "tests/test_a.py",
  "tests/unit/test_b.py",
  "calc/add_test.go",
  "src/lib.rs",
]

for (const { title, rows } of sectionsOf("commands"))
  describe(title, () => {
    test.each(rows)("$name", ({ files: [command], expected }) => {
      const reasons = commandReasons(command?.before ?? "", command?.after ?? "", tests)
      expect(reasons.map(({ severity, why }) => `${severity}: ${why}`)).toEqual(expected)
    })
  })
