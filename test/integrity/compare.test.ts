import { describe, expect, test } from "vitest"
import { decodeSurface, encodeSurface } from "../../src/integrity/surface-file.ts"
import { blocking, type Files, findingsOf, surfaceOf } from "./workspace.ts"

const suite = `import { expect, it } from "vitest"
import { page } from "../src/page.ts"

it("renders", () => {
  expect(page("a")).toMatchSnapshot()
})

it("counts", () => {
  expect(page("b").length).toBe(7)
})
`
const files: Files = {
  "package.json": '{ "scripts": { "test": "vitest run" } }',
  "src/page.ts": "export const page = (name: string) => tag(name)\n",
  "test/page.test.ts": suite,
  "test/__snapshots__/page.test.ts.snap":
    'exports[`renders 1`] = `"<p>a</p>"`;\n\nexports[`other 1`] = `2`;\n',
}
const snap = "test/__snapshots__/page.test.ts.snap"

describe("snapshots", () => {
  const rewritten = { [snap]: 'exports[`renders 1`] = `""`;\n\nexports[`other 1`] = `2`;\n' }
  const source = { "src/page.ts": "export const page = () => ''\n" }

  test("S78: rewritten without a change of the sources they block", async () => {
    expect(await blocking(files, rewritten)).toEqual(["snapshot"])
    expect(await blocking(files, { [snap]: null })).toEqual(["snapshot"])
  })

  test("rewritten together with the sources they are listed", async () => {
    const findings = await findingsOf(files, { ...rewritten, ...source })
    expect(findings.map(({ severity }) => severity)).toEqual(["low"])
  })

  test("S78: rewritten for a test that was failing they block all the same", async () => {
    const failing = { failuresBefore: ["test/page.test.ts > renders"] }
    expect(await blocking(files, { ...rewritten, ...source }, failing)).toEqual(["snapshot"])
  })

  test("data that a failing test reads blocks when it is edited, and not when it only gets another name", async () => {
    const reading = 'it("reads", () => {\n  expect(page(read("testdata/pages.json"))).toBe("a")\n})\n'
    const project = { ...files, "test/page.test.ts": reading, "testdata/pages.json": '{ "a": 1 }' }
    const failing = { failuresBefore: ["test/page.test.ts > reads"] }
    expect(await blocking(project, { "testdata/pages.json": '{ "a": 2 }' }, failing)).toEqual(["snapshot"])
    const renamed = {
      "test/page.test.ts": reading.replace("pages", "sites"),
      "testdata/pages.json": null,
      "testdata/sites.json": '{ "a": 1 }',
    }
    expect(await findingsOf(project, renamed, failing)).toEqual([])
  })

  test("another layout of a source is no change of it", async () => {
    const layout = {
      "src/page.ts": "// A page.\nexport const page = (name: string) =>\n  tag(name)\n",
    }
    expect(await blocking(files, { ...rewritten, ...layout })).toEqual(["snapshot"])
  })
})

describe("findings", () => {
  const weaker = suite.replace("toBe(7)", "toBeDefined()")

  test("S79: keep their ids when lines move and when the gate looks again", async () => {
    const [found] = await findingsOf(files, { "test/page.test.ts": weaker })
    const [moved] = await findingsOf(files, { "test/page.test.ts": `\n\n\n${weaker}` })
    expect(moved?.id).toBe(found?.id)
    expect(moved?.line).toBe((found?.line ?? 0) + 3)
    const [other] = await findingsOf(files, { "test/page.test.ts": suite.replace("toBe(7)", "toBeTruthy()") })
    expect(other?.id).not.toBe(found?.id)
  })

  test("tell file, line, both texts and one sentence, gravest first", async () => {
    const changes = { "test/page.test.ts": weaker, ".env": "SKIP_SLOW=1\n" }
    const findings = await findingsOf(files, changes)
    expect(findings.map(({ severity }) => severity)).toEqual(["high", "medium"])
    expect(findings[0]).toMatchObject({
      file: "test/page.test.ts",
      line: 9,
      before: 'expect(page("b").length).toBe(7)',
    })
    expect(findings[0]?.why).toMatch(/^[A-Z].*\.$/)
  })

  test("S73: say when fewer tests ran although nothing in the files tells why", async () => {
    const ids = { idsBefore: ["a", "b", "c"], idsAfter: ["a"] }
    expect((await findingsOf(files, {}, ids))[0]).toMatchObject({ severity: "medium", before: "b\nc" })
    expect((await findingsOf(files, {}, { ...ids, idsAfter: [] }))[0]).toMatchObject({ severity: "high" })
    expect(await findingsOf(files, {}, { idsBefore: ["a"], idsAfter: ["x", "y"] })).toEqual([])
  })
})

describe("--allow-test-edits", () => {
  const allowed = { allowTestEdits: true }

  test("lets tests be rewritten, and lists it", async () => {
    const findings = await findingsOf(
      files,
      { "test/page.test.ts": suite.replace("toBe(7)", "toBe(8)") },
      allowed,
    )
    expect(findings.map(({ severity }) => severity)).toEqual(["low"])
    const replaced = suite.replace(
      /it\("counts"[\s\S]*/,
      'it("is empty", () => {\n  expect(page("")).toBe("<p></p>")\n})\n',
    )
    expect(await blocking(files, { "test/page.test.ts": replaced }, allowed)).toEqual([])
  })

  test("lets neither the inventory shrink nor skips grow", async () => {
    const removed = suite.replace(/it\("counts"[\s\S]*/, "")
    expect(await blocking(files, { "test/page.test.ts": removed }, allowed)).toEqual(["removed-test"])
    const skipped = suite.replace('it("counts"', 'it.skip("counts"')
    expect(await blocking(files, { "test/page.test.ts": skipped }, allowed)).toEqual(["skipped"])
    const hollow = suite.replace('  expect(page("b").length).toBe(7)\n', "")
    expect(await blocking(files, { "test/page.test.ts": hollow }, allowed)).toEqual(["fewer-assertions"])
  })
})

describe("surfaces", () => {
  test("come back from their file as they were; damage gives null", async () => {
    const surface = await surfaceOf(files, ["npm test"], ["a"])
    expect(decodeSurface(encodeSurface(surface))).toEqual(surface)
    for (const text of [
      "",
      "{}",
      '{"version":1}',
      encodeSurface(surface).slice(0, -9),
      '{"version":2,"files":[],"checks":[],"testIds":null}',
    ])
      expect(decodeSurface(text)).toBeNull()
  })

  test("take over unchanged files and leave installed ones out", async () => {
    const before = await surfaceOf({ ...files, "node_modules/x/x.test.js": suite, "notes.md": "no" })
    expect(before.files.map(({ path }) => path)).toEqual(Object.keys(files).sort())
    const after = await surfaceOf({ ...files, "test/page.test.ts": `${suite}\n` }, [], null, before)
    const kept = after.files.filter((file) => before.files.includes(file))
    expect(kept).toHaveLength(before.files.length - 1)
  })

  test("keep no value of an environment file", async () => {
    const surface = await surfaceOf({ ".env": "TOKEN=abcdef-secret\nCI=true\n" })
    expect(encodeSurface(surface)).not.toContain("secret")
    expect(encodeSurface(surface)).toContain("CI=true")
  })
})
