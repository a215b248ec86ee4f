import { describe, expect, test } from "vitest"
import { stepsOf, toolOf } from "../../src/integrity/command/parse.ts"
import { styleOf } from "../../src/integrity/language.ts"
import { literalBranches } from "../../src/integrity/rules/literal-branches.ts"
import { matchesPattern } from "../../src/integrity/settings/pattern.ts"
import { settingsOf } from "../../src/integrity/settings/read.ts"
import { canonical, literalsOf } from "../../src/integrity/text/canonical.ts"
import { lex } from "../../src/integrity/text/lex.ts"
import { literalMember } from "../../src/integrity/text/member.ts"
import { sectionsOf } from "./rows.ts"

/** What each part says to the text of a row; the path of the row says of which language it is. */
const parts: Readonly<Record<string, (text: string, path: string) => readonly string[]>> = {
  branches: (text, path) =>
    literalBranches(text, styleOf(path)).map(
      ({ inputs, output, line, text: shown }) => `${line}: ${inputs.join(" & ")} => ${output} | ${shown}`,
    ),
  settings: (text, path) =>
    settingsOf(path, text).map(
      ({ key, value, items, line }) => `${line}: ${key} = ${value} [${items.join(" | ")}]`,
    ),
  patterns: (text) => {
    const [pattern = "", ...paths] = text.split("\n")
    return paths.filter((path) => matchesPattern(pattern, path))
  },
  steps: (text) =>
    stepsOf(text).map(
      (step) => `${step.joint} [${step.env.join(" | ")}] ${step.words.join(" | ")}: ${toolOf(step)}`,
    ),
  spelling: (text, path) => [
    canonical(text, styleOf(path)),
    lex(text, styleOf(path))
      .map(({ kind, start }) => `${kind}@${start}`)
      .join(" "),
  ],
  literals: (text) => literalsOf(text, "c"),
  members: (text) => [literalMember(text, "c")],
}

for (const { title, rows } of sectionsOf("parts")) {
  const [name = ""] = title.split(":")
  const part = parts[name]
  describe(title, () => {
    test.each(rows)("$name", ({ files: [file], expected }) => {
      const lines = part?.(file?.before ?? "", file?.path ?? "")
      expect(lines?.map((line) => line.replaceAll("\n", " / ").trim())).toEqual(expected)
    })
  })
}
