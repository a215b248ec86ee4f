import { describe, expect, test } from "vitest"
import { matchTests } from "../../../src/integrity/match/match-tests.ts"
import { sidesOf } from "../../../src/integrity/match/side.ts"
import { changedUnits, nameOf, type Unit } from "../../../src/integrity/match/unit.ts"
import { type Files, surfaceOf } from "./surface-of.ts"

/** Which test became which, by their names; `where` tells the files too. */
function matched(before: Files, after: Files): string[] {
  const sides = sidesOf(surfaceOf(before), surfaceOf(after))
  const { pairs, gone } = matchTests(changedUnits(sides.before), changedUnits(sides.after), sides.after)
  const called = (unit: Unit) => `${unit.file.path}: ${nameOf(unit)}`
  return [
    ...pairs.map((pair) => `${called(pair.before)} → ${called(pair.after)}`),
    ...gone.map((unit) => `${called(unit)} is gone`),
  ]
}

const one = "() => { expect(total(2)).toBe(3) }"
const two = "() => { expect(total(2)).toBe(4) }"
const other = '() => { render(page, "home", { wide: true }); expect(screen.title).toContain("Welcome") }'
const it = (name: string, body?: string) => `it("${name}"${body === undefined ? "" : `, ${body}`})\n`
const suite = (name: string, ...tests: string[]) => `describe("${name}", () => {\n${tests.join("")}})\n`
const a = "test/a.test.ts"
const b = "test/b.test.ts"

describe("a test becomes", () => {
  test.each<{ title: string; before: Files; after: Files; expected: readonly string[] }>([
    {
      title: "the one with the same body, not one whose name reads the same when it is run together",
      before: { [a]: suite("a", it("b", one)) },
      after: { [a]: it("ab", two) + suite("x", it("b", one)) },
      expected: [`${a}: a > b → ${a}: x > b`],
    },
    {
      title: "the one with the same body in another file, not one whose name reads the same",
      before: { [a]: suite("a", it("b", one)) },
      after: { [b]: it("ab", two) + suite("x", it("b", one)) },
      expected: [`${a}: a > b → ${b}: x > b`],
    },
    {
      title: "the one with the same body in its own file rather than in another",
      before: { [a]: it("old", one) },
      after: { [b]: it("copy", one), [a]: it("new", one) },
      expected: [`${a}: old → ${a}: new`],
    },
    {
      title: "without a body, the one of its last name, whatever comes behind it",
      before: { [a]: suite("a", it("adds")) },
      after: { [a]: suite("b", it("adds"), it("takes")) },
      expected: [`${a}: a > adds → ${a}: b > adds`],
    },
    {
      title: "without a body, the one of its last name in another file, whatever comes behind it",
      before: { [a]: suite("a", it("adds")) },
      after: { [b]: suite("b", it("adds"), it("takes")) },
      expected: [`${a}: a > adds → ${b}: b > adds`],
    },
    {
      title: "none of its name elsewhere that does something else",
      before: { [a]: it("adds", one) },
      after: { [b]: it("adds", "() => { list.first.second.third = x.y.z.w.v.u.t.s.r.q.p.o.n.m }") },
      expected: [`${a}: adds is gone`],
    },
    {
      title: "the one with the same body rather than one whose last name is the same",
      before: { [a]: suite("a", it("old", one)) },
      after: { [a]: suite("b", it("new", one), it("old", two)) },
      expected: [`${a}: a > old → ${a}: b > new`],
    },
    {
      title: "the one with the same body in another file rather than one whose last name is the same",
      before: { [a]: suite("a", it("old", one)) },
      after: { [b]: suite("b", it("new", one), it("old", two)) },
      expected: [`${a}: a > old → ${b}: b > new`],
    },
    {
      title: "without a body, the one of its last name",
      before: { [a]: suite("a", it("adds")) },
      after: { [a]: suite("b", it("takes"), it("adds")) },
      expected: [`${a}: a > adds → ${a}: b > adds`],
    },
    {
      title: "without a body, the one of its last name in another file",
      before: { [a]: suite("a", it("adds")) },
      after: { [b]: suite("b", it("takes"), it("adds")) },
      expected: [`${a}: a > adds → ${b}: b > adds`],
    },
    {
      title: "the most alike of those in its file",
      before: { [a]: it("old", "() => { expect(total(2, 7)).toBe(9); done() }") },
      after: {
        [a]:
          it("first", "() => { expect(total(2, 7)).toBe(9); done(); done() }") +
          it("second", "() => { expect(total(2, 7)).toBe(8); done(); undone() }"),
      },
      expected: [`${a}: old → ${a}: first`],
    },
    {
      title: "the first of those that are as much alike",
      before: { [a]: it("old", "() => { expect(total(2, 7)).toBe(9); done(1) }") },
      after: {
        [a]:
          it("first", "() => { expect(total(2, 7)).toBe(9); done(3) }") +
          it("second", "() => { expect(total(2, 7)).toBe(9); done(4) }"),
      },
      expected: [`${a}: old → ${a}: first`],
    },
    {
      title: "none in another file that is only somewhat alike",
      before: { [a]: it("old", "() => { expect(total(2, 7)).toBe(9); done(1) }") },
      after: { [b]: it("new", "() => { expect(total(2, 6)).toBe(8); undone(1) }") },
      expected: [`${a}: old is gone`],
    },
    {
      title: "one in its own file that is only somewhat alike",
      before: { [a]: it("old", "() => { expect(total(2, 7)).toBe(9); done(1) }") },
      after: { [a]: it("new", "() => { expect(total(2, 7)).toBe(9); undone(2); finish(page) }") },
      expected: [`${a}: old → ${a}: new`],
    },
    {
      title: "none without assertions that does something else",
      before: { [a]: it("old", "() => { run(4) }") },
      after: { [a]: it("new", '() => { page.screen.close("soon", { wide: true }) }') },
      expected: [`${a}: old is gone`],
    },
    {
      title: "none that shares one of three assertions only",
      before: {
        [a]: it("old", "() => { expect(x).toBe(1); expect(f.g(5)).toEqual([6]); expect(h[7].i).toMatch(j) }"),
      },
      after: {
        [a]: it(
          "new",
          '() => { expect(x).toBe(1); const page = open("home", { wide: true }); page.click("go"); page.click("on"); expect(page.title.text).toContain("Welcome"); expect(page.links.first).toBe("Start") }',
        ),
      },
      expected: [`${a}: old is gone`],
    },
  ])("$title", ({ before, after, expected }) => {
    // A file that is new or gone was empty, or is.
    const filled = (files: Files, others: Files): Files => {
      const missing = Object.keys(others).filter((path) => !(path in files))
      return { ...files, ...Object.fromEntries(missing.map((path) => [path, ""])) }
    }
    expect(matched(filled(before, after), filled(after, before))).toEqual(expected)
  })

  test("of several with its name, the one in its place", () => {
    const files = (first: string) => surfaceOf({ [a]: it("adds", first) + it("adds", other) })
    const sides = sidesOf(files(one), files(two))
    const { pairs } = matchTests(changedUnits(sides.before), changedUnits(sides.after), sides.after)
    expect(pairs.map(({ before, after }) => [before.test.line, after.test.line])).toEqual([
      [1, 1],
      [2, 2],
    ])
  })

  const many = (count: number, path: string, names: string, body?: string) => ({
    [path]: Array.from({ length: count }, (_, at) => it(`${names} ${at}`, body)).join(""),
  })

  test("one anywhere, when there are few enough to look at all of them", () => {
    const pairs = (count: number) =>
      matched(many(count, a, "old"), many(200, b, "new")).filter((line) => line.includes("→"))
    expect(pairs(200)).toHaveLength(200)
    expect(pairs(201)).toEqual([])
  })

  test("the one of its place, however many there are", () => {
    const lines = matched(many(201, a, "adds", one), many(201, a, "adds", other))
    expect(lines.filter((line) => line.includes("→"))).toHaveLength(201)
  })
})

describe("of a moved test it counts whether its runner finds the new file", () => {
  const scripts = (command: string): Files => ({ "package.json": `{ "scripts": { "test": "${command}" } }` })
  const found = (command: string, from: readonly string[], to: string) => {
    const before = Object.fromEntries(from.map((path, at) => [path, it(`adds ${at}`, one)]))
    const rest = Object.fromEntries(from.slice(1).map((path, at) => [path, it(`adds ${at + 1}`, two)]))
    const lines = matched(
      { ...scripts(command), ...before },
      { ...scripts(command), ...rest, [to]: it("adds 0", one) },
    )
    return !lines.some((line) => line.endsWith(": adds 0 is gone"))
  }

  test.each([
    ["vitest run", ["test/a.test.ts"], "test/b.test.ts", true],
    ["vitest run", ["test/a.test.ts"], "test/moved.ts", false],
    ["vitest run", ["test/a.test.ts"], "test/moved.mts", false],
    ["vitest run", ["test/a.test.ts", "test/unnamed.ts"], "test/moved.ts", true],
    ["mocha", ["test/a.test.ts"], "test/moved.ts", true],
    ["vitest run test/*.test.ts", ["test/a.test.ts"], "other/b.test.ts", false],
    ["vitest run test/*.test.mts", ["test/a.test.mts"], "other/b.test.mts", false],
    ["vitest run test/a.test.ts", ["test/a.test.ts"], "test/b.test.ts", false],
    ["vitest run {test,spec}/**", ["test/a.test.ts"], "other/b.test.ts", false],
    ["vitest run test", ["test/a.test.ts"], "other/b.test.ts", true],
    ["mocha test/*.spec.ts more/*.spec.ts", ["test/a.spec.ts"], "more/b.spec.ts", true],
    ["rm -f test/*.js && vitest run", ["test/a.test.js"], "other/b.test.js", true],
    ["vitest run test/*.test.ts", ["test/a.test.ts", "more/c.test.ts"], "other/b.test.ts", false],
  ] as const)("%s: %j → %s: %s", (command, from, to, expected) =>
    expect(found(command, from, to)).toBe(expected),
  )

  test("a file that was there before is still found", () => {
    const lines = matched(
      { ...scripts("vitest run test/*.test.ts"), [a]: it("adds", one), "more/c.test.ts": it("takes", one) },
      { ...scripts("vitest run test/*.test.ts"), [a]: it("adds", two), "more/c.test.ts": it("takes", two) },
    )
    expect(lines).toEqual([`${a}: adds → ${a}: adds`, "more/c.test.ts: takes → more/c.test.ts: takes"])
  })

  test("mocha takes any file also where only its own configuration says that it is used", () => {
    const lines = matched(
      { ".mocharc.yml": "spec: test", [a]: it("adds", one) },
      { ".mocharc.yml": "spec: test", "test/moved.ts": it("adds", one) },
    )
    expect(lines).toEqual([`${a}: adds → test/moved.ts: adds`])
  })

  test("other languages have rules of their own", () => {
    const text = "#[test]\nfn adds() {\n    assert_eq!(add(1), 2);\n}\n"
    expect(matched({ "tests/calc_test.rs": text }, { "tests/moved.rs": text })).toEqual([
      "tests/calc_test.rs: adds → tests/moved.rs: adds",
    ])
  })
})
