import { describe, expect, test } from "vitest"
import { readingOfBody } from "../reading.ts"

/** What is read in the body of a test, without the lines as written. */
function read(body: string): string[] {
  return readingOfBody("a.test.ts", `it("t", async function () {\n${body}\n})\n`).map((line) =>
    line.replace(/ \| .*$/, ""),
  )
}

describe("what a test waits for, and whose failure it hears", () => {
  test.each([
    {
      title: "a matcher named like a promise's words needs no await",
      body: "expect(load).resolvesTo(3)\nexpect(load).everresolves(3)",
      expected: ["other: load <- resolvesTo(3)", "other: load <- everresolves(3)"],
    },
    {
      title: "chai's eventually and a poll have to be awaited",
      body: "expect(load()).to.eventually.equal(3)\nexpect.poll(load).toBe(3)",
      expected: ["equal: load() <- 3 [detached: not awaited]", "equal: load <- 3 [detached: not awaited]"],
    },
    {
      title: "a handler that calls something named like a failure keeps quiet",
      body: "expect(a()).resolves.toBe(1).catch(() => { extend(log) })\nexpect(b()).resolves.toBe(1).catch(() => { errors.push(1) })",
      expected: [
        "equal: a() <- 1 [swallowed: .catch]",
        "calls extend(log) [swallowed: .catch]",
        "equal: b() <- 1 [swallowed: .catch]",
        "calls push(1) [swallowed: .catch]",
      ],
    },
    {
      title: "a handler that is named may be the end of the test",
      body: "expect(a()).resolves.toBe(1).catch(done)\nexpect(b()).resolves.toBe(1).catch(note)",
      expected: ["equal: a() <- 1 [detached: not awaited]", "equal: b() <- 1 [swallowed: .catch]"],
    },
    {
      title: "a failure is only kept quiet by a handler",
      body: "run(() => { expect(a).toBe(1) }).catch()",
      expected: ["calls catch()", "calls run(()=>{expect(a).toBe(1)})", "equal: a <- 1"],
    },
    {
      title: "a callback that waits is waited for by whoever calls it",
      body: "run(async () => { await b; expect(a).toBe(1) })\npage.run(async () => { await d; expect(c).toBe(1) })",
      expected: [
        "calls run(async()=>{await b expect(a).toBe(1)})",
        "equal: a <- 1",
        "calls run(async()=>{await d expect(c).toBe(1)})",
        "equal: c <- 1",
      ],
    },
    {
      title: "a list of what is done later is no list of promises",
      body: "list.map((async) => later(async () => { await b; expect(a).toBe(1) }))",
      expected: [
        "calls map(async=>later(async()=>{await b expect(a).toBe(1)}))",
        "calls later(async()=>{await b expect(a).toBe(1)})",
        "equal: a <- 1",
      ],
    },
    {
      title: "what only looks like a list of promises is waited for",
      body: "tasks.all(() => { expect(a).toBe(1) })\nPromise.allOf(() => { expect(b).toBe(1) })\nPromise.callall(() => { expect(c).toBe(1) })",
      expected: [
        "calls all(()=>{expect(a).toBe(1)})",
        "equal: a <- 1",
        "calls allOf(()=>{expect(b).toBe(1)})",
        "equal: b <- 1",
        "calls callall(()=>{expect(c).toBe(1)})",
        "equal: c <- 1",
      ],
    },
    {
      title: "the failures of settled promises are kept quiet when nobody takes the answer",
      body: "await\n  Promise.allSettled([run(() => { expect(a).toBe(1) })])\ncheck(await Promise.allSettled([run(() => { expect(b).toBe(1) })]))",
      expected: [
        "calls allSettled([run(()=>{expect(a).toBe(1)})]) [swallowed: Promise.allSettled]",
        "calls run(()=>{expect(a).toBe(1)}) [swallowed: Promise.allSettled]",
        "equal: a <- 1 [swallowed: Promise.allSettled]",
        "calls check(await Promise.allSettled([run(()=>{expect(b).toBe(1)})]))",
        "calls allSettled([run(()=>{expect(b).toBe(1)})])",
        "calls run(()=>{expect(b).toBe(1)})",
        "equal: b <- 1",
      ],
    },
    {
      title: "a promise asserted on in a condition is not awaited",
      body: "if (expect(load()).resolves.toBe(1)) report()",
      expected: [
        "equal: load() <- 1 [detached: not awaited]",
        "calls report() [conditional: expect(load()).resolves.toBe(1)]",
      ],
    },
    {
      title: "a function like forEach waits for its callback",
      body: "myforEach(list, async () => { expect(a).toBe(1) })\nlist.forEachRight(async () => { expect(b).toBe(1) })",
      expected: [
        "calls myforEach(list, async()=>{expect(a).toBe(1)})",
        "equal: a <- 1",
        "calls forEachRight(async()=>{expect(b).toBe(1)})",
        "equal: b <- 1",
      ],
    },
    {
      title: "a parameter that is called async makes no async function",
      body: "tasks.forEach((async) => { expect(async.done).toBe(true) })",
      expected: ["calls forEach(async=>{expect(async.done).toBe(true)})", "equal: async.done <- true"],
    },
    {
      title: "a function named like a timer runs its callback at once",
      body: "nextTickOf(() => { expect(a).toBe(1) })",
      expected: ["calls nextTickOf(()=>{expect(a).toBe(1)})", "equal: a <- 1"],
    },
    {
      title: "a function named like one that settles promises does not await them",
      body: "call(expect(a()).resolves.toBe(1))\nallocate(expect(b()).resolves.toBe(1))",
      expected: [
        "calls call(expect(a()).resolves.toBe(1))",
        "equal: a() <- 1 [detached: not awaited]",
        "calls allocate(expect(b()).resolves.toBe(1))",
        "equal: b() <- 1 [detached: not awaited]",
      ],
    },
    {
      title: "a promise that is kept and waited for later is waited for, whatever its name",
      body: "const late$ = load().then(() => { expect(a).toBe(1) })\nawait late$",
      expected: ["calls then(()=>{expect(a).toBe(1)})", "calls load()", "equal: a <- 1"],
    },
    {
      title: "a promise that is taken apart is not kept by a name",
      body: "const { b } = load().then(pick)\nexpect(a).toBe(1)",
      expected: ["calls then(pick)", "calls load()", "equal: a <- 1"],
    },
    {
      title: "a test that its context defines runs within it",
      body: `await t.test("s", () => { expect(a).toBe(1) })`,
      expected: [`calls test("s", ()=>{expect(a).toBe(1)})`, "equal: a <- 1"],
    },
  ])("$title", ({ body, expected }) => {
    expect(read(body).sort()).toEqual([...expected].sort())
  })
})
