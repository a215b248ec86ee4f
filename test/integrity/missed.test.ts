import { beforeAll, describe, expect, test } from "vitest"
import { commandReasons } from "../../src/integrity/command/compare.ts"
import { loadGrammars } from "../../src/integrity/tree/tree-sitter.ts"
import { told } from "./told.ts"

beforeAll(async () => await loadGrammars(["python"]))

/** What a Python test file is told of when its second line becomes another one. */
function python(before: string, after: string): string[] {
  const test = (line: string) =>
    `async def test_client(client):\n    ${line}\n    assert client.name == "a"\n`
  return told({ "test_client.py": test(before) }, { "test_client.py": test(after) })
}

describe("S75 a check whose failure no longer counts", () => {
  const why = (before: string, after: string) => commandReasons(before, after, []).map((reason) => reason.why)

  test.each(["vitest run || cat log.txt", "vitest run || ls", "npx vitest run || mkdir -p out && echo done"])(
    "is found in %s",
    (after) => expect(why("vitest run", after).join()).toContain("Its failure no longer counts"),
  )

  test.each([
    "vitest run || { cat log.txt; exit 1; }",
    "vitest run || cat log.txt && false",
    "test -d out || mkdir out && vitest run",
  ])("is not taken for one in %s", (after) => {
    expect(why("vitest run", after).join()).not.toContain("Its failure no longer counts")
  })

  test("is found where two lines become one, so that the check is an argument of the first", () => {
    expect(why("true\nvitest run", "true vitest run").join()).toContain("It no longer runs `vitest`")
    expect(why("npm run build \nvitest run", "npm run build\n  vitest   run")).toEqual([])
    expect(why("vitest \\\n  run", "vitest run")).toEqual([])
  })
})

describe("S75 a test that checks less", () => {
  test.each([
    ["assert await client.ready()", "await client.ready()"],
    ["await assert_ready(client)", "pass"],
    ["pytest.raises(ValueError, lambda: client.total(-1))", "pass"],
  ])("is found where %s goes", (before, after) => {
    expect(python(before, after)).not.toEqual([])
    expect(python(before, before)).toEqual([])
  })

  test("is found where the condition around an expectation is switched off at the top of the file", () => {
    const file = (value: string) =>
      `import { test, expect } from "vitest"\nconst on = ${value}\ntest("adds", () => {\n  if (on) {\n    expect(add(1, 2)).toBe(3)\n  }\n})\n`
    const changed = told({ "add.test.ts": file("process.env.CI") }, { "add.test.ts": file("false") })
    expect(changed).not.toEqual([])
  })

  test("is found where fewer assertions are counted on", () => {
    const file = (count: number) =>
      `import { test, expect } from "vitest"\ntest("adds", async () => {\n  expect.assertions(${count})\n  await run((x) => expect(x).toBe(3))\n})\n`
    expect(told({ "a.test.ts": file(2) }, { "a.test.ts": file(1) }).join()).toContain("was edited")
  })

  test("is found where a limit of time is raised that its runner would not have", () => {
    const marked = (seconds: number) =>
      `import pytest\n@pytest.mark.timeout(${seconds})\ndef test_total():\n    assert total() == 3\n`
    expect(told({ "test_a.py": marked(10) }, { "test_a.py": marked(600) }).join()).toContain("time-out")
    expect(told({ "test_a.py": marked(600) }, { "test_a.py": marked(10) })).toEqual([])
    const waiting = (ms: number) =>
      `import test from "node:test"\nimport assert from "node:assert"\ntest("adds", { timeout: ${ms} }, () => {\n  assert.equal(add(1, 2), 3)\n})\n`
    expect(told({ "a.test.js": waiting(100) }, { "a.test.js": waiting(60_000) }).join()).toContain("time-out")
    const none = waiting(100).replace("{ timeout: 100 }, ", "")
    expect(told({ "a.test.js": none }, { "a.test.js": waiting(60_000) })).toEqual([])
  })
})
