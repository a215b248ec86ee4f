import { describe, expect, test } from "vitest"
import type { Assertion } from "../../../src/integrity/facts.ts"
import { factsOf } from "../../../src/integrity/facts-of.ts"
import { fatesOf } from "../../../src/integrity/match/match-assertions.ts"

/** The assertions of a test that is made of these lines. */
function assertionsIn(lines: readonly string[]): readonly Assertion[] {
  const text = `it("t", (a) => {\n${lines.join("\n")}\n})\n`
  const read = factsOf({ path: "a.test.ts", kind: "test", hash: "", text }).tests[0]?.assertions ?? []
  return read.toSorted((one, other) => one.line - other.line)
}

/** What became of each: its line, and the line of what it became. */
function fates(
  before: readonly string[],
  after: readonly string[],
  values: readonly string[] = [],
): string[] {
  return fatesOf(assertionsIn(before), assertionsIn(after), new Set(values), "c")
    .toSorted((one, other) => one.before.line - other.before.line)
    .map((fate) => {
      const from = fate.before.line - 1
      return "after" in fate ? `${fate.kind} ${from}>${fate.after.line - 1}` : `${fate.kind} ${from}`
    })
}

describe("an assertion is followed", () => {
  test.each([
    {
      title: "to the same one that is always reached",
      before: ["expect(a()).toBe(3)"],
      after: ["if (late) expect(a()).toBe(3)", "expect(a()).toBe(3)"],
      expected: ["same 1>2"],
    },
    {
      title: "one by one when there are several of them",
      before: ["expect(a()).toBe(3)", "expect(a()).toBe(3)"],
      after: ["expect(a()).toBe(3)", "expect(a()).toBe(3)"],
      expected: ["same 1>1", "same 2>2"],
    },
    {
      title: "to none whose subject and value only read the same when they are run together",
      before: ["expect(a).toBe(bc)"],
      after: ["expect(ab).toBe(c)"],
      expected: ["lost 1"],
    },
    {
      title: "to the strongest about the same thing",
      before: ["expect(a()).toBe(3)"],
      after: ["expect(a()).toBeDefined()", "expect(a()).toBeGreaterThan(2)"],
      expected: ["changed 1>2"],
    },
    {
      title: "to one of the same form before a stronger one",
      before: ["expect(a()).toBeGreaterThan(3)"],
      after: ["expect(a()).toBe(4)", "expect(a()).toBeGreaterThan(2)"],
      expected: ["changed 1>2"],
    },
    {
      title: "to one that expects the same value of something else",
      before: ["expect(a()).toBe(10)"],
      after: ["expect(b.c.d).toBe(10)"],
      expected: ["changed 1>1"],
    },
    {
      title: "to one that expects the same long value of something else",
      before: ["expect(a()).toBe(100)"],
      after: ["expect(total.of.all).toBe(100)"],
      expected: ["changed 1>1"],
    },
    {
      title: "to one about the same thing that reads otherwise",
      before: ['expect(a).toBe("x")'],
      after: ["expect(a).toContain(b)"],
      expected: ["changed 1>1"],
    },
    {
      title: "to none that only shares a value every test has",
      before: ["expect(ready()).toBe(true)"],
      after: ["expect(cart.total.open).toBe(true)"],
      expected: ["lost 1"],
    },
    {
      title: "to one of the same form and a similar subject before a stronger one",
      before: ["expect(ready(a, b)).toBeTruthy()"],
      after: ["expect(total(a, b)).toBe(7)", "expect(open(b)).toBeTruthy()"],
      expected: ["changed 1>2"],
    },
    {
      title: "to one of the same form and a similar subject before one of another form",
      before: ["expect(ready(a, b)).toBeTruthy()"],
      after: ["expect(total(a, b)).toBeDefined()", "expect(open(b)).toBeTruthy()"],
      expected: ["changed 1>2"],
    },
    {
      title: "to one of the same form when three tenths of the words are the same",
      before: ["expect(f(a, b, c, d)).toBeTruthy()"],
      after: ["expect(g.h.i.j(a)).toBeTruthy()"],
      expected: ["changed 1>1"],
    },
    {
      title: "to none of the same form about something else",
      before: ["expect(ready(a)).toBeTruthy()"],
      after: ["expect(cart.total).toBeTruthy()"],
      expected: ["lost 1"],
    },
    {
      title: "to one that reads alike",
      before: ["expect(sum(a, b)).toBe(3)"],
      after: ["expect(total(a, b)).toBe(4)"],
      expected: ["changed 1>1"],
    },
    {
      title: "to one that is always true",
      before: ["expect(a()).toBe(3)"],
      after: ["expect(true).toBe(true)"],
      expected: ["changed 1>1"],
    },
  ])("$title", ({ before, after, expected }) => expect(fates(before, after)).toEqual(expected))
})

describe("an assertion that is gone is covered", () => {
  test.each([
    {
      title: "that something is there, by a demand on a part of it",
      before: ["expect(cart.total).toBe(3)", "expect(cart).toBeDefined()"],
      after: ["expect(cart.total).toBe(3)"],
      expected: ["same 1>1", "covered 2"],
    },
    {
      title: "that something is there, by a demand on its first entry",
      before: ["expect(cart[0]).toBe(3)", "expect(cart).toBeDefined()"],
      after: ["expect(cart[0]).toBe(3)"],
      expected: ["same 1>1", "covered 2"],
    },
    {
      title: "of what kind something is, by a demand on a part of it",
      before: ["expect(cart.total).toBe(3)", "expect(cart).toBeInstanceOf(Cart)"],
      after: ["expect(cart.total).toBe(3)"],
      expected: ["same 1>1", "covered 2"],
    },
    {
      title: "but not by a weaker demand on a part",
      before: ["expect(cart.id).toBeDefined()", "expect(cart).toBeInstanceOf(Cart)"],
      after: ["expect(cart.id).toBeDefined()"],
      expected: ["same 1>1", "lost 2"],
    },
    {
      title: "but not by one as weak",
      before: ["expect(cart.id).toBeDefined()", "expect(cart).toBeTruthy()"],
      after: ["expect(cart.id).toBeDefined()"],
      expected: ["same 1>1", "lost 2"],
    },
    {
      title: "but not by one that is not always reached",
      before: ["if (late) expect(cart.total).toBe(3)", "expect(cart).toBeDefined()"],
      after: ["if (late) expect(cart.total).toBe(3)"],
      expected: ["same 1>1", "lost 2"],
    },
    {
      title: "how long a list is, by its entries",
      before: ["expect(a.length.b.length).toBe(2)"],
      after: ["expect(a.length.b).toEqual([5, 6])"],
      expected: ["covered 1"],
    },
    {
      title: "but not by the list being there",
      before: ["expect(list.length).toBe(2)"],
      after: ["expect(list).toBeDefined()"],
      expected: ["lost 1"],
    },
    {
      title: "but not by a demand on something else",
      before: ["expect(ready()).toBeTruthy()"],
      after: ["expect(cart.total).toBe(3)"],
      expected: ["lost 1"],
    },
    {
      title: "but not, without a name, by one of another number",
      before: ["expect(1).toMatchSnapshot()"],
      after: ["expect(2).toMatchSnapshot()"],
      expected: ["changed 1>1"],
    },
    {
      title: "that something holds, by a stronger demand on the same thing",
      before: ["expect(user.active()).toBeTruthy()"],
      after: ["expect(user.state).toEqual(open)"],
      expected: ["covered 1"],
    },
    {
      title: "by a demand on the whole",
      before: ['expect(user.name).toBe("Ann")'],
      after: ['expect(user).toEqual({ name: "Ann", age: 30 })'],
      expected: ["covered 1"],
    },
    {
      title: "but not by the same word in something else",
      before: ['expect(user.name).toBe("Ann")'],
      after: ['expect(cart.all).toEqual({ name: "Ann", age: 30 })'],
      expected: ["lost 1"],
    },
    {
      title: "by an equality with all of its values",
      before: ["expect(sum(2, 3)).toBe(5)"],
      after: ["expect(add(2, 3)).toEqual([5])"],
      expected: ["covered 1"],
    },
    {
      title: "but not by a call with all of its values",
      before: ["expect(total(2, 3)).toBeCloseTo(5)"],
      after: ["expect(spy).toHaveBeenCalledWith(2, 3, 5)"],
      expected: ["changed 1>1"],
    },
    {
      title: "but not, that something throws, by an equality",
      before: ['expect(() => pay(2)).toThrow("no 3")'],
      after: ['expect(charge(2)).toEqual("no 3")'],
      expected: ["changed 1>1"],
    },
  ])("$title", ({ before, after, expected }) => expect(fates(before, after)).toEqual(expected))

  test("by a table that holds the values it does not write out any more", () => {
    const before = ["expect(sum(2, 3)).toBe(5)"]
    expect(fates(before, ["expect(sum(a, 3)).toBe(b)"], ["2", "5"])).toEqual(["covered 1"])
    expect(fates(before, ["expect(sum(a, b)).toBe(c)"], ["2"])).toEqual(["changed 1>1"])
  })
})

test("of more than a quarter of a million pairs none is looked for", () => {
  const many = (count: number, value: number) =>
    assertionsIn(Array.from({ length: count }, (_, at) => `expect(a${at}()).toBe(${value})`))
  const kinds = (before: number, after: number) =>
    new Set(fatesOf(many(before, 2), many(after, 3), new Set(), "c").map(({ kind }) => kind))
  expect(kinds(500, 500)).toEqual(new Set(["changed"]))
  expect(kinds(501, 500)).toEqual(new Set(["covered"]))
  expect(fatesOf(many(501, 2), many(500, 3), new Set(), "c")).toHaveLength(501)
})
