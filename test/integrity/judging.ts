import { styleOf } from "../../src/integrity/language.ts"
import { literalBranches } from "../../src/integrity/rules/literal-branches.ts"
import { type Row, sectionsOf } from "./rows.ts"
import { told } from "./told.ts"

/** The rows about what the rules say of edits, in their sections. */
export function judgingSections(): ReturnType<typeof sectionsOf> {
  return ["judging-code", "judging-weaker"].flatMap(sectionsOf)
}

/**
 * What a section asks of a row: `branches` the answers that are written into code; `findings` the findings in full, a
 * line each; any other only how grave they are and what is found, `body` in the body of one test.
 */
export function readJudging(section: string, { files, rules }: Row): string[] {
  const [kind] = section.split(":")
  if (kind === "branches")
    return files.flatMap(({ path, before }) =>
      literalBranches(before ?? "", styleOf(path)).map(({ inputs, output, line }) =>
        `${line}: ${inputs.join(" & ")} => ${output}`.trimEnd(),
      ),
    )
  const body = (text: string | null | undefined) => `it("t", async () => {\n  ${text ?? ""}\n})\n`
  const [first] = files
  const lines =
    kind === "body"
      ? told({ "a.test.ts": body(first?.before) }, { "a.test.ts": body(first?.after) }, rules)
      : told(
          Object.fromEntries(
            files.flatMap((file) => (file.before === null ? [] : [[file.path, file.before] as const])),
          ),
          Object.fromEntries(files.map((file) => [file.path, file.after] as const)),
          rules,
        )
  return kind === "findings" ? lines : lines.map((line) => line.split(" ").slice(0, 2).join(" "))
}
