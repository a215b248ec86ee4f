import { describe, expect, test } from "vitest"
import { told } from "./told.ts"

/** What is told when the body of a test becomes another one. */
function changed(before: string, after: string, failing = false): string[] {
  const file = (body: string) => ({ "a.test.ts": `it("t", async () => {\n  ${body}\n})\n` })
  return told(file(before), file(after), failing ? { failuresBefore: ["a.test.ts > t"] } : {})
}

const each = "list.map(async (name) => { expect(await load(name)).toBe(42) })"
const late = "load().then((user) => { expect(user.age).toBe(42) })"

describe("S78 an assertion in a promise that nobody waits for any more", () => {
  test.each([
    [`await ${late}`, late],
    [`return ${late}`, late],
    [`await ${late}`, `void ${late}`],
    [`await ${late}\n  done()`, `${late}\n  done()`],
    [`await ${late}`, `${late}.then(() => log("over"))`],
    [`await ${late}`, `${late}.catch((error) => { throw error })`],
    [`await ${late}`, `const user = ${late}`],
    [`const user = ${late}\n  await user`, `const user = ${late}`],
    [`await Promise.all(${each})`, `Promise.all(${each})`],
    [`await Promise.all(${each})`, each],
    [`const all = ${each}\n  await Promise.all(all)`, `const all = ${each}`],
    [`for (const name of list) expect(await load(name)).toBe(42)`, each],
    [
      "return Promise.all([expect(age()).resolves.toBe(42)])",
      "Promise.all([expect(age()).resolves.toBe(42)])",
    ],
    [
      "await (async () => { expect(await age()).toBe(42) })()",
      ";(async () => { expect(await age()).toBe(42) })()",
    ],
  ])("is told: %s → %s", (before, after) => {
    expect(changed(before, after)).toEqual([
      expect.stringMatching(/^high unchecked-assertion .* is no longer waited for \(not awaited\)\./),
    ])
  })

  test("is told where all are waited for and none of their failures is looked at", () => {
    expect(
      changed(
        "await expect(age()).resolves.toBe(42)",
        "await Promise.allSettled([expect(age()).resolves.toBe(42)])",
      ),
    ).toEqual([
      expect.stringMatching(
        /^high unchecked-assertion .* can fail without failing the test \(Promise\.allSettled\)/,
      ),
    ])
  })

  test.each([
    [`await ${late}`, `return ${late}`],
    [`await ${late}`, `const user = ${late}\n  start()\n  await user`],
    [`await ${late}`, `const $user = ${late}\n  await Promise.all([$user, start()])`],
    [`await ${late}`, `pending.push(${late})`],
    [`await Promise.all(${each})`, `const all = ${each}\n  await Promise.all(all)`],
    [`await Promise.all(${each})`, `return Promise.all(${each})`],
    ["await Promise.all([expect(age()).resolves.toBe(42)])", "await expect(age()).resolves.toBe(42)"],
    [
      `expect(total()).toBe(42)\n  await Promise.all([a(), b()])`,
      `expect(total()).toBe(42)\n  Promise.all([a(), b()])`,
    ],
    [
      "await load().then((user) => { expect(user.age).toBe(42) })",
      "load().then((user) => { expect(user.age).toBe(42); done() })",
    ],
    ["load().then((user) => { expect(user.age).toBe(42); done() })", `${late}.then(done, done)`],
    [
      "load().then((user) => { expect(user.age).toBe(42); done() })",
      `${late}.then(() => done()).catch(done)`,
    ],
    [
      "load().then((user) => { expect(user.age).toBe(42); done() })",
      `${late}.then(() => done()).catch(done.fail)`,
    ],
    [
      "await new Promise((resolve) => { load((age) => { expect(age).toBe(42); resolve() }) })",
      "await new Promise((resolve) => { load().then((age) => { expect(age).toBe(42); resolve() }) })",
    ],
    [
      `cy.get("a").should((link) => { expect(link.size).to.equal(42) })`,
      `cy.get("a").then((link) => { expect(link.size).to.equal(42) })`,
    ],
    ["list.forEach((age) => { expect(age).toBe(42) })", "list.map(async (age) => { expect(age).toBe(42) })"],
    ["run(() => { expect(age()).toBe(42) })", "db.all(() => { expect(age()).toBe(42) })"],
    ["list.map((age) => { expect(age).toBe(42) })", "list.map((age) => { expect(age).toBe(42) })\n  log()"],
    [
      "await Promise.all([expect(age()).resolves.toBe(42)])",
      "const ends = await Promise.allSettled([expect(age()).resolves.toBe(42)])\n  expect(ends).toEqual(fine)",
    ],
  ])("is not: %s → %s", (before, after) => {
    expect(changed(before, after)).toEqual([])
  })
})

describe("S78 a function of the file that waits itself before it asserts", () => {
  const checked = (before: string, after: string) => {
    const check =
      "async function check(id) {\n  const user = await load(id)\n  expect(user.age).toBe(42)\n}\n"
    const file = (body: string) => ({ "a.test.ts": `${check}it("t", async () => {\n  ${body}\n})\n` })
    return told(file(before), file(after))
  }

  test.each([
    ["await check(7)", "check(7)"],
    ["await check(7)", "void check(7)"],
    ["await check(7)", "const late = check(7)"],
    ["await Promise.all([check(7), start()])", "check(7)\n  await start()"],
  ])("is no longer waited for: %s → %s", (before, after) => {
    expect(checked(before, after)).toEqual([
      expect.stringMatching(/^high unchecked-assertion .* is no longer waited for \(not awaited\)\./),
    ])
  })

  test.each([
    ["await check(7)", "return check(7)"],
    ["await check(7)", "const late = check(7)\n  await late"],
    ["await check(7)", "check(7).then(done, done)"],
    ["await check(7)\n  await check(8)", "await Promise.all([check(7), check(8)])"],
    ["await check(7)", "await retry(() => check(7))"],
  ])("is still waited for: %s → %s", (before, after) => {
    expect(checked(before, after)).toEqual([])
  })
})

describe("S78 a value taken out of a list by its place", () => {
  test.each([
    ["const [, age] = [7, 42]", "const [age] = [7, 42]"],
    ["const [, , age] = [7, 8, 42]", "const [, , age] = [7, 8, 43]"],
    ["const [name, age] = [...names, 42]", "const [name, age] = [...names, 43]"],
  ])("is another one: %s → %s", (before, after) => {
    const check = "\n  expect(load()).toBe(age)"
    expect(changed(before + check, after + check, true)).toEqual([
      expect.stringContaining('high edited-expectation a.test.ts:3 The value that "t" expects was edited'),
    ])
  })

  test.each([
    ["const [, age] = load()\n  expect(age).toBe(42)", "const age = load()[1]\n  expect(age).toBe(42)"],
    ["const [name, age] = load()\n  expect(age).toBe(42)", "const [, age] = load()\n  expect(age).toBe(42)"],
    ["const [, , age] = [7, 8, 42]\n  expect(load()).toBe(age)", "expect(load()).toBe(42)"],
    [
      "const [name, age] = [7, 42]\n  expect(load(name)).toBe(age)",
      "const [, age] = [7, 42]\n  expect(load(7)).toBe(age)",
    ],
  ])("is the same: %s → %s", (before, after) => {
    expect(changed(before, after, true)).toEqual([])
    expect(changed(before, after)).toEqual([])
  })
})
