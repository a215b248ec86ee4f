import { describe, expect, test } from "vitest"
import { readingOfBody } from "../reading.ts"

/** What is read in the body of a test, without the lines as written. */
function read(body: string, head = ""): string[] {
  return readingOfBody("a.test.ts", `${head}it("t", async function () {\n${body}\n})\n`).map((line) =>
    line.replace(/ \| .*$/, ""),
  )
}

describe("a name that only looks like one of an assertion library is an ordinary call", () => {
  test.each([
    { body: "expect.unreachable()", expected: ["other: reached <- never"] },
    { body: "expect.isunreachable(3)", expected: ["calls isunreachable(3)"] },
    { body: "expect.failing(3)", expected: ["calls failing(3)"] },
    { body: "myassertSum(a, 3)", expected: ["calls myassertSum(a, 3)"] },
    { body: `page.assertTitle("x")`, expected: [`calls assertTitle("x")`] },
    { body: "this.reassertTotal(1)", expected: ["calls reassertTotal(1)"] },
    { body: "this.assertTotal(a, 1)", expected: ["other: a,1 <- total"] },
    { body: "assert(ready()).then(done)", expected: ["calls then(done)", "truthy: ready()"] },
    { body: "assert(ready()).catch(fail)", expected: ["truthy: ready()"] },
  ])("$body", ({ body, expected }) => {
    expect(read(body).sort()).toEqual([...expected].sort())
  })

  test("a name of another module that ends like one of an assertion library", () => {
    expect(read("basis.equal(a, 3)", `import { basis } from "uvu/assert"\n`)).toEqual(["calls equal(a, 3)"])
    expect(read("is.equal(a, 3)", `import { is } from "uvu/assert"\n`)).toEqual(["equal: a <- 3"])
  })

  test("switching chai's `should` on demands nothing", () => {
    expect(read("should(user)", `import { should } from "chai"\n`)).toEqual(["calls should(user)"])
  })
})

describe("in the body of a test", () => {
  test.each([
    {
      title: "properties demand without a value",
      body: "expect(save).to.have.been.called\nexpect(load()).to.be.rejected",
      expected: ["called: calls of save", "throws: load()"],
    },
    {
      title: "a property demands nothing of a value",
      body: "expect(order).to.be.sealed\nexpect(order).to.be.extensible",
      expected: ["other: order <- sealed()", "other: order <- extensible()"],
    },
    {
      title: "what `should` stands behind is told with its whole path",
      body: "user.name.first.should.equal(3)",
      expected: ["equal: user name.first <- 3"],
    },
    {
      title: "a request is told with all that was set on it",
      body: `request(app).get("/").set("a", "b").expect(200)`,
      expected: [
        `equal: response of request.get("/").set("a","b") <- 200`,
        "calls request(app)",
        `calls get("/")`,
      ],
    },
    {
      title: "a request of a kept agent is told with its path",
      body: `agent.api.get("/").expect(200)`,
      expected: [`equal: response of agent.api().get("/") <- 200`],
    },
    {
      title: "a request that is expected at once is still a call",
      body: "request(app).expect(200)",
      expected: ["equal: response of request <- 200", "calls request(app)"],
    },
    {
      title: "a name taken out of a list with others spread into it is told by its place",
      body: "const [first, second] = [1, ...rest]\nexpect(a).toBe(first)",
      expected: ["equal: a <- [1,...rest][0]"],
    },
    {
      title: "what stands behind a return in a branch is never reached",
      body: "if (ready) {\n  return\n  expect(a).toBe(1)\n}",
      expected: ["equal: a <- 1 [unreachable: return]"],
    },
    {
      title: "what a parameter stands for by default is no call of the test",
      body: "list.forEach(function (a = first()) { check(a) })",
      expected: ["calls forEach(function(a=first()){check(a)})", "calls check(a)"],
    },
    {
      title: "skipping of something else skips no test",
      body: `tools.skip("rows")\nunskip()\nskipRows()\ntodo(order)`,
      expected: [`calls skip("rows")`, "calls unskip()", "calls skipRows()", "calls todo(order)"],
    },
    {
      title: "a test that is to be done later for a reason from elsewhere is still to be done",
      body: "t.todo(reason)",
      expected: ["todo"],
    },
    {
      title: "a word that ends in timeout is no limit",
      body: "t.idletimeout(500)\nt.timeout(900)",
      expected: ["timeout 900", "calls idletimeout(500)", "calls timeout(900)"],
    },
    {
      title: "a function that throws is no assertion where it is written",
      body: "if (late) { function stop() { throw new Error() } run(stop) }",
      expected: ["calls run(stop) [conditional: late]"],
    },
    {
      title: "a function that returns leaves nothing where it is written",
      body: "if (late) { function stop() { return } run(stop) }\nexpect(a).toBe(1)",
      expected: ["calls run(stop) [conditional: late]", "equal: a <- 1"],
    },
    {
      title: "something named like the end of the process ends nothing",
      body: "process.preexit()\nexpect(a).toBe(1)",
      expected: ["calls preexit()", "equal: a <- 1"],
    },
    {
      title: "methods of what is made anew or written as a template are calls",
      body: `new Page(browser).open("/")\nhtml\`<p>\`.render()\nhandlers[pick()](1)`,
      expected: [`calls open("/")`, "calls render()", "calls [](1)", "calls pick()"],
    },
    {
      title: "methods of an object that is handed over may assert",
      body: "use({ check() { expect(a).toBe(1) } })",
      expected: ["calls use({check(){expect(a).toBe(1)}})", "equal: a <- 1"],
    },
    {
      title: "a module in a variable hides what the name stood for",
      body: `const limit = 3\nif (own) { const { limit } = require("./limits"); expect(a).toBe(limit) }`,
      expected: ["equal: a <- limit [conditional: own]", `calls require("./limits") [conditional: own]`],
    },
    {
      title: "a name may stand for a sum with something awaited",
      body: "const sum = 1 + await count()\nexpect(a).toBe(sum)",
      expected: ["equal: a <- 1+await count()", "calls count()"],
    },
    {
      title: "what is imported by an object or around a stand-in is a value",
      body: `const rows = csv.import("./rows")\nconst save = wrap(vi.fn())\nexpect(a).toBe(rows)\nexpect(b).toBe(save)`,
      expected: [
        `equal: a <- csv.import("./rows")`,
        "equal: b <- wrap(vi.fn())",
        `calls import("./rows")`,
        "calls wrap(vi.fn())",
        "calls fn()",
      ],
    },
    {
      title: "a name taken by a computed key stands for itself",
      body: "const { [key()]: size } = order\nexpect(a).toBe(size)",
      expected: ["equal: a <- size", "calls key()"],
    },
    {
      title: "a name may be assigned from itself",
      body: "let limit = 3\nlimit = limit + 1\nexpect(a).toBe(limit)",
      expected: ["equal: a <- 3+1"],
    },
    {
      title: "a name assigned within an assignment is uncertain",
      body: "let other = 3\nlet size\nsize = other = 4\nexpect(a).toBe(other)",
      expected: ["equal: a <- other"],
    },
    {
      title: "only what runs through all of a list has its cases",
      body: "[1, 2].somewhere((n) => {});\n[3, 4].remap((n) => {});\n[5, 6].every((n) => {})",
      expected: ["case 5", "case 6"],
    },
  ])("$title", ({ body, expected }) => {
    expect(read(body).sort()).toEqual([...expected].sort())
  })

  test("a value of four hundred characters stands for its name, a longer one does not", () => {
    const text = (length: number) => `const text = "${"x".repeat(length - 2)}"\nexpect(a).toBe(text)`
    expect(read(text(400))).toEqual([`equal: a <- "${"x".repeat(398)}"`])
    expect(read(text(401))).toEqual(["equal: a <- text"])
  })

  test("a test within a test runs where node:test runs it, and nowhere else", () => {
    const nested = `it("inner", () => { expect(a).toBe(1) })`
    const within = (from: string) =>
      read(nested, `import { it } from "${from}"\n`).filter((line) => /^equal/.test(line))
    expect(within("node:test")).toEqual(["equal: a <- 1"])
    expect(within("tap")).toEqual(["equal: a <- 1"])
    expect(within("./test")).toEqual(["equal: a <- 1 [unreachable: a test within a test]"])
    expect(within("test-kit")).toEqual(["equal: a <- 1 [unreachable: a test within a test]"])
  })

  test("no more assertions, calls and cases are kept than anybody looks at", () => {
    const many = (line: string) => Array.from({ length: 4100 }, () => line).join("\n")
    const count = (lines: readonly string[], start: string) =>
      lines.filter((line) => line.startsWith(start)).length
    expect(count(read(many("expect(a).toBe(1)")), "equal")).toBe(4000)
    expect(count(read(many("go()")), "calls go")).toBe(4000)
    const table = `[${"0,".repeat(4000)}]`
    const loop = `for (const n of ${table}) go(n)`
    expect(count(read(`${loop}\n${loop}`), "case")).toBe(4000)
  })
})
