import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { withReports } from "../../src/verify/report-request.ts"
import { runChecks } from "../../src/verify/run-checks.ts"
import { fileTree } from "./file-tree.ts"

const shop = fileTree({
  "test_cart.py": "def test_adds():\n    assert 1 + 1 == 3\n\n\ndef test_fine():\n    pass\n",
  "fine.test.js": 'require("node:test")("fine", () => {})',
  "write.js": `const fs = require("node:fs")
fs.mkdirSync("test-results", { recursive: true })
fs.writeFileSync("test-results/a.xml", '<testsuites><testsuite name="s"><testcase classname="C" name="a"/><testcase classname="C" name="b"><failure message="no"/></testcase></testsuite></testsuites>')
process.exitCode = 1`,
})
const logs = fileTree({})
afterAll(() => {
  shop.remove()
  logs.remove()
})

let rounds = 0
async function check(command: string) {
  const [result] = await runChecks({
    checks: [command],
    workspace: shop.path,
    env: process.env,
    timeoutMs: 25_000,
    deadline: Date.now() + 25_000,
    directory: join(logs.path, String(++rounds)),
  })
  if (result === undefined) throw new Error("no result")
  return result
}

const hasPytest = spawnSync("python3", ["-m", "pytest", "--version"], { stdio: "ignore" }).status === 0

describe("reports asked for", () => {
  it("go through the environment and keep what the user has set there", () => {
    const env = withReports({ PYTEST_ADDOPTS: "-x", CTEST_OUTPUT_ON_FAILURE: "0" }, "/it's here/a.xml")
    expect(env).toEqual({
      PYTEST_ADDOPTS: `-x '--junitxml=/it'"'"'s here/a.xml'`,
      CTEST_OUTPUT_ON_FAILURE: "0",
    })
    expect(withReports({}, "a").CTEST_OUTPUT_ON_FAILURE).toBe("1")
  })

  it("never touch what Node's runner prints: a reporter in NODE_OPTIONS would take its output away", async () => {
    const run = (options?: string) =>
      spawnSync(process.execPath, ["--test", "--test-isolation=none", "fine.test.js"], {
        cwd: shop.path,
        encoding: "utf8",
        env: { ...process.env, NODE_TEST_CONTEXT: undefined, NODE_OPTIONS: options },
      }).stdout
    expect(run()).toContain("fine")
    expect(
      run(
        `--test-reporter=junit --test-reporter-destination=${join(logs.path, "n.xml").replaceAll("\\\\", "/")}`,
      ),
    ).toBe("")
    expect(withReports({}, "a.xml")).not.toHaveProperty("NODE_OPTIONS")
  })

  it.skipIf(!hasPytest)("name every test that ran (needs pytest)", async () => {
    const result = await check("python3 -m pytest -q -p no:cacheprovider")
    expect(result.counts).toEqual({ passed: 1, failed: 1, skipped: 0 })
    expect(result.ran).toEqual(["test_cart.py > test_adds", "test_cart.py > test_fine"])
    expect(result.failures.map((it) => it.id)).toEqual(["test_cart.py > test_adds"])
  })
})

describe("reports a command writes of itself", () => {
  it("tell what ran and what failed although nothing was printed", async () => {
    const result = await check("node write.js")
    expect(readFileSync(result.logPath ?? "", "utf8")).toBe("")
    expect(result).toMatchObject({
      end: "failed",
      counts: { passed: 1, failed: 1, skipped: 0 },
      ran: ["C > a", "C > b"],
    })
    expect(result.failures.map((it) => it.id)).toEqual(["C > b"])
  })

  it("are not taken over by the next command", async () => {
    expect(await check('node -e ""')).toMatchObject({ end: "passed", counts: null, ran: null })
  })
})
