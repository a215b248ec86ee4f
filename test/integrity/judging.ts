import { styleOf } from "../../src/integrity/language.ts"
import { literalBranches } from "../../src/integrity/rules/literal-branches.ts"
import type { Row } from "./rows.ts"
import { told } from "./told.ts"

/**
 * What a section asks of a row: `branches` the answers that are written into code; `findings` the findings in full, a
 * line each; any other only how grave they are and what is found, `body` in the body of one test, `cases` in its table, `answers`
 * beside tests that know answers.
 */
export function readJudging(section: string, { files, rules }: Row): string[] {
  const [kind] = section.split(":")
  if (kind === "branches")
    return files.flatMap(({ path, before }) =>
      literalBranches(before ?? "", styleOf(path)).map(({ inputs, output, line }) =>
        `${line}: ${inputs.join(" & ")} => ${output}`.trimEnd(),
      ),
    )
  const body = (text = "") =>
    kind === "cases"
      ? `it.each([${text}])("t", (a, b, c) => { expect(f(a, b)).toBe(c) })\n`
      : `it("t", async () => {\n  ${text}\n})\n`
  const asked = kind === "answers" ? answered : {}
  const [first] = files
  const lines =
    kind === "body" || kind === "cases"
      ? told({ "a.test.ts": body(first?.before ?? "") }, { "a.test.ts": body(first?.after ?? "") }, rules)
      : told(
          {
            ...asked,
            ...Object.fromEntries(
              files.flatMap((file) => (file.before === null ? [] : [[file.path, file.before] as const])),
            ),
          },
          Object.fromEntries(files.map((file) => [file.path, file.after] as const)),
          rules,
        )
  return kind === "findings" ? lines : lines.map((line) => line.split(" ").slice(0, 2).join(" "))
}

const answered = {
  "test/answers.test.ts": `it("answers", () => {
  expect(price("pro-plan", 12, true)).toBe(240)
  expect(next(5)).toBe(6)
  expect(down(5)).toBe(-7)
  expect(eleven(5)).toBe(55)
  expect(half(5)).toBe(12.5)
  expect(large(5)).toBe(125)
  expect(boxed(5)).toEqual([7])
  expect(word(5)).toBe("abc")
  expect(opened(5)).toBe("a(")
  expect(coded("a5")).toBe(77)
  expect(coded("5a")).toBe(78)
  expect(found("gamma")).toBe(-1)
  expect(said('say "hi" to')).toBe("ok-77")
  expect(said('the "new" one')).toBe("ok-78")
  expect(shop("delta-y").open).toBe(true)
  expect(listed("many")).toEqual([31, 32])
  expect(first(1)).toBe(2)
  expect(ranked("delta-x", 1)).toBe(300)
})
it("routes", () => {
  expect(routed("alpha-7", "beta-9")).toBe("ok-88")
})
`,
}
