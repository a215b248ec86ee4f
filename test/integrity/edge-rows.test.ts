import { describe, expect, test } from "vitest"
import { reading, readingOfBody } from "./reading.ts"
import { sectionsOf } from "./rows.ts"

/** Rows of names and ways that are just inside or just outside of what counts. */
const readers: Readonly<Record<string, (text: string) => string[]>> = {
  test: (text) =>
    readingOfBody("a.test.ts", `it("t", async function () {\n  ${text}\n})\n`).map((line) =>
      line.replace(` | ${text}`, ""),
    ),
  // Without the line of the import.
  "set-up": (text) =>
    reading("setup.ts", `import * as a from "./a"\n${text}\n`)
      .slice(1)
      .map((line) => line.replace(`: ${text}`, "")),
}

for (const { title, rows } of sectionsOf("edges")) {
  const read = readers[title.split(":")[0] ?? ""]
  describe(title, () => {
    test.each(rows)("$name", ({ files: [file], expected }) => {
      expect(read?.(file?.before ?? "").map((line) => line.trimEnd())).toEqual(expected)
    })
  })
}
