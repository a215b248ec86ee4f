import { spawnSync } from "node:child_process"
import { chmodSync, existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import type { CheckResult } from "../../src/loop/evidence.ts"
import { type RunChecks, runChecks } from "../../src/verify/run-checks.ts"
import { fileTree } from "./file-tree.ts"

const posixOnly = it.skipIf(process.platform === "win32")
const workspace = fileTree(
  {
    "ok.test.js": 'require("node:test")("fine", () => {})',
    "bad.test.js": 'require("node:test")("wrong", () => require("node:assert").equal(1, 2))',
    "print.js": "console.log(process.env[process.argv[2]] ?? 'unset')",
    "watch.js":
      "console.log('\\n  Tests  2 passed (2)\\n\\n PASS  Waiting for file changes...'); setInterval(() => {}, 1000)",
    "handle.test.js":
      'require("node:test")("leaves a server", () => { require("node:net").createServer().listen(0) })',
    "hang.js": "console.log('started'); setInterval(() => {}, 1000)",
  },
  "check é ",
)
const logs = fileTree({}, "logs of checks ")
afterAll(() => {
  workspace.remove()
  logs.remove()
})

let rounds = 0
async function run(checks: string[], more: Partial<RunChecks> = {}): Promise<CheckResult[]> {
  return await runChecks({
    checks,
    workspace: workspace.path,
    env: process.env,
    timeoutMs: 25_000,
    deadline: Date.now() + 25_000,
    directory: join(logs.path, String(++rounds)),
    ...more,
  })
}

async function runOne(check: string, more: Partial<RunChecks> = {}): Promise<CheckResult> {
  const [result] = await run([check], more)
  if (result === undefined) throw new Error("no result")
  return result
}

describe("end of a check", () => {
  it("is passed for exit code 0 only", async () => {
    expect(await runOne('node -e "process.exitCode = 0"')).toMatchObject({
      end: "passed",
      exitCode: 0,
      note: null,
    })
    expect(await runOne('node -e "process.exitCode = 3"')).toMatchObject({
      end: "failed",
      exitCode: 3,
      note: null,
    })
  })

  it("S86 runs every check, in order, also after one has failed", async () => {
    const results = await run([
      'node -e "process.exitCode = 1"',
      'node -e "process.exitCode = 2"',
      'node -e ""',
    ])
    expect(results.map((result) => [result.end, result.exitCode])).toEqual([
      ["failed", 1],
      ["failed", 2],
      ["passed", 0],
    ])
  })

  it("is infrastructure when the command does not exist, and the note names it", async () => {
    const result = await runOne("no-such-command-for-loop --all")
    expect(result).toMatchObject({ end: "infrastructure", failures: [] })
    expect(result.note).toContain('"no-such-command-for-loop" was not found')
  })

  it("is failed when a runner exits with 127 failures it has named", async () => {
    const script = "console.log('TAP version 13\\n1..1\\nnot ok 1 - wrong'); process.exitCode = 127"
    expect(await runOne(`node -e "${script}"`)).toMatchObject({ end: "failed", failures: [{ id: "wrong" }] })
  })

  it("is infrastructure when the workspace is gone", async () => {
    const result = await runOne("npm test", { workspace: join(workspace.path, "gone") })
    expect(result).toMatchObject({ end: "infrastructure", exitCode: null })
    expect(result.note).toContain("gone does not exist")
  })

  it("S70 is timeout, never pass, when the check outlasts its own limit", async () => {
    const result = await runOne("node hang.js", { timeoutMs: 600 })
    expect(result).toMatchObject({ end: "timeout", exitCode: null, failures: [] })
    expect(result.note).toContain("never a pass")
    expect(readFileSync(result.logPath ?? "", "utf8")).toBe("started\n")
  })

  it("S70 obeys the deadline of all checks and does not start what is left", async () => {
    const results = await run(["node hang.js", 'node -e ""'], { deadline: Date.now() + 900 })
    expect(results.map((result) => result.end)).toEqual(["timeout", "not-run"])
    expect(results[1]).toMatchObject({ logPath: null, note: expect.stringContaining("time for all checks") })
  })

  posixOnly("is killed when somebody else ends it, directly or below a shell", async () => {
    expect(await runOne("kill -KILL $$")).toMatchObject({
      end: "killed",
      note: expect.stringContaining("SIGKILL"),
    })
    expect(await runOne("sh -c 'kill -KILL $$'; exit $?")).toMatchObject({ end: "killed" })
  })

  posixOnly("is failed when the program crashes by its own fault", async () => {
    expect(await runOne("kill -SEGV $$")).toMatchObject({
      end: "failed",
      failures: [{ class: "crash", message: "The process crashed with SIGSEGV." }],
    })
  })

  it("is killed when the loop is cancelled, and what is left is not run", async () => {
    const abort = new AbortController()
    const directory = join(logs.path, "cancelled")
    const running = run(["node hang.js", 'node -e ""'], { signal: abort.signal, directory })
    const log = join(directory, "check-1.log")
    await expect
      .poll(() => existsSync(log) && readFileSync(log, "utf8"), { timeout: 20_000 })
      .toBe("started\n")
    abort.abort()
    expect((await running).map((result) => result.end)).toEqual(["killed", "not-run"])
  })
})

describe("a runner that never exits", () => {
  it("S72 is detected by what it says, long before its time limit, and explained", async () => {
    const result = await runOne("node watch.js", { timeoutMs: 600_000, deadline: Date.now() + 600_000 })
    expect(result.end).toBe("timeout")
    expect(result.note).toContain("watch for changes")
  })

  it("S72 is explained when its tests had ended and something kept it alive", async () => {
    const result = await runOne(
      "node --test --test-isolation=none --test-reporter=tap handle.test.js; node hang.js",
      {
        timeoutMs: 4000,
      },
    )
    expect(result.end).toBe("timeout")
    expect(result.note).toContain("came to an end, but the process did not")
  })
})

describe("environment of a check", () => {
  it.each([
    ["CI", {}, "1"],
    ["NO_COLOR", {}, "1"],
    ["FORCE_COLOR", { FORCE_COLOR: "3" }, "0"],
    ["OWN_VARIABLE", { OWN_VARIABLE: "kept" }, "kept"],
    ["ELECTRON_RUN_AS_NODE", { ELECTRON_RUN_AS_NODE: "1" }, "unset"],
    ["NODE_EXTRA_CA_CERTS", { FOR_LOOP_NODE_EXTRA_CA_CERTS: "/no/such.pem" }, "/no/such.pem"],
    ["NODE_OPTIONS", { FOR_LOOP_NODE_OPTIONS: "--no-warnings" }, "--no-warnings"],
    ["FOR_LOOP_NODE_OPTIONS", { FOR_LOOP_NODE_OPTIONS: "--no-warnings" }, "unset"],
  ])("%s for %j is %s", async (name, given, expected) => {
    const result = await runOne(`node print.js ${name}`, {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: "", ...given },
    })
    expect(readFileSync(result.logPath ?? "", "utf8")).toContain(`${expected}\n`)
  })

  it("keeps the pytest options the user has set and adds only the report", async () => {
    const result = await runOne("node print.js PYTEST_ADDOPTS", {
      env: { ...process.env, PYTEST_ADDOPTS: "-x" },
    })
    const report = (result.logPath ?? "").replace(/\.log$/, ".junit.xml")
    expect(readFileSync(result.logPath ?? "", "utf8")).toBe(`-x '--junitxml=${report}'\n`)
  })
})

const hasPytest = spawnSync("python3", ["-m", "pytest", "--version"], { stdio: "ignore" }).status === 0

describe("what a check reports", () => {
  it.skipIf(!hasPytest)(
    "runs pytest as the user wrote it where reports are switched off (needs pytest)",
    async () => {
      const python = fileTree({ "test_a.py": "def test_a():\n    assert 1 == 2\n" }, "py ")
      for (const option of ["-p no:junitxml", ""]) {
        const result = await runOne(`python3 -m pytest -p no:cacheprovider ${option}`, {
          workspace: python.path,
        })
        expect(result).toMatchObject({
          end: "failed",
          exitCode: 1,
          failures: [{ id: "test_a.py > test_a", line: 2 }],
        })
        expect(existsSync((result.logPath ?? "").replace(/\.log$/, ".junit.xml"))).toBe(option === "")
      }
      python.remove()
    },
  )

  it("S91 names failing tests of Node's runner in a folder with a blank and an accent", async () => {
    const result = await runOne("node --test ok.test.js bad.test.js")
    expect(result.counts).toEqual({ passed: 1, failed: 1, skipped: 0 })
    expect(result.failures).toMatchObject([
      { id: "bad.test.js > wrong", file: "bad.test.js", class: "assertion", expected: "2", actual: "1" },
    ])
  })

  it("keeps the full output of each check in its own log", async () => {
    const results = await run(['node -p "1 + 1"', 'node -p "2 + 2"'])
    expect(results.map((result) => readFileSync(result.logPath ?? "", "utf8"))).toEqual(["2\n", "4\n"])
    expect(results.map((result) => (result.logPath ?? "").endsWith("check-1.log"))).toEqual([true, false])
  })

  posixOnly("keeps both streams in the order they were written", async () => {
    const result = await runOne("for i in 1 2 3; do echo out$i; echo err$i >&2; done")
    expect(readFileSync(result.logPath ?? "", "utf8")).toBe("out1\nerr1\nout2\nerr2\nout3\nerr3\n")
  })

  posixOnly("S93 runs its command with /bin/sh although others come first in PATH", async () => {
    const fake = fileTree({ bash: "#!/bin/sh\necho fake\n", sh: "#!/bin/sh\necho fake\n" })
    for (const name of ["bash", "sh"]) chmodSync(join(fake.path, name), 0o755)
    const result = await runOne("echo real", {
      env: { ...process.env, PATH: `${fake.path}:${process.env.PATH}` },
    })
    fake.remove()
    expect(readFileSync(result.logPath ?? "", "utf8")).toBe("real\n")
  })

  it("S85 keeps a secret out of the failures and out of the log on disk", async () => {
    const token = `ghp_${"a1B2".repeat(9)}`
    const script = `console.log('TAP version 13\\n1..1\\nnot ok 1 - login\\n  ---\\n  message: used ${token}\\n  ...'); process.exitCode = 1`
    const result = await runOne(`node -e "${script}"`)
    expect(result.failures[0]?.message).toBe("used [redacted]")
    const log = readFileSync(result.logPath ?? "", "utf8")
    expect(log).not.toContain(token)
    expect(log).toContain("message: used [redacted]")
  })

  it("does not read the report of an earlier run in the same folder", async () => {
    const directory = join(logs.path, "same")
    const xml = join(directory, "check-1.junit.xml")
    const write = `require('fs').writeFileSync(${JSON.stringify(xml).replaceAll('"', "'")}, 'old')`
    await runOne(`node -e "${write}"`, { directory })
    expect(existsSync(xml)).toBe(true)
    await runOne('node -e ""', { directory })
    expect(existsSync(xml)).toBe(false)
  })
})
