import { execFileSync, spawn } from "node:child_process"
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { type RunLine, runSchema } from "../../../src/cli/run/run-schema.ts"
import { artifactName, phaseNames } from "../../../src/engine/phases/phase.ts"
import { listLoops } from "../../../src/store/state-file.ts"
import { root } from "../../architecture/sources.ts"
import {
  call,
  type FakeGemini,
  fakeGemini,
  type Received,
  type Scripted,
  says,
} from "../gemini/fake-gemini.ts"

const killedAfter = ["clarify", "implement", "review", "audit"]

describe("for-loop run --phases against the Gemini API", () => {
  it("ends verified on a real project with all eleven artifacts, killed between phases and taken up again", async () => {
    await using api = await fakeGemini(answerFor)
    using place = makePlace()
    const lines: RunLine[] = []
    const left = new Set(killedAfter)
    for (let attempt = 0; attempt <= killedAfter.length; attempt += 1) {
      const ended = await play(place, api, left, lines)
      if (ended === 0) break
      expect(ended).toBeNull()
    }
    expect([...left]).toEqual([])
    const [loop] = listLoops(place.home)
    expect(loop?.loaded).toMatchObject({
      kind: "ok",
      state: { outcome: { kind: "verified" }, iteration: 12, baseline: { verdict: "red" } },
    })
    const folder = join(place.home, "loops", loop?.id ?? "", "phases")
    const names = readdirSync(folder)
    expect(names).toEqual(expect.arrayContaining(phaseNames.map(artifactName)))
    const gate = readFileSync(join(folder, "11-hard-gate.md"), "utf8")
    expect(gate).toMatch(/`npm test`: passed.*0 failed/)
    expect(gate).toContain("Integrity gate: intact")
    expect(readFileSync(join(folder, "09-test-run.md"), "utf8")).toContain("test/empty.test.js")
    // The other model reviewed and audited; a call cut off by a kill may have been made once more.
    const models = api.received.map(
      ({ path, body }) => [phaseIn(body), /gemini-2\.5-pro/.test(path)] as const,
    )
    expect(models.filter(([phase, pro]) => pro !== (phase === "review" || phase === "audit"))).toEqual([])
    expect(api.received.length).toBeLessThanOrEqual(14 + killedAfter.length)
    const report = readFileSync(place.report, "utf8")
    expect(report).toContain("## Phases")
    expect(lines.at(-1)).toMatchObject({ event: "result", outcome: "verified" })
    const seen = lines.flatMap((line) => (line.event === "phase" && line.end !== null ? [line.phase] : []))
    expect(new Set(seen)).toEqual(new Set(phaseNames))
  }, 180_000)
})

type Place = {
  readonly home: string
  readonly project: string
  readonly report: string
  readonly env: NodeJS.ProcessEnv
  [Symbol.dispose](): void
}

function makePlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), "for-loop phases-"))
  const project = join(folder, "project")
  cpSync(join(root, "examples", "node-cart"), project, { recursive: true })
  for (const args of [
    ["init", "-q", "-b", "main"],
    ["add", "-A"],
    ["commit", "-qm", "start"],
  ]) {
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", ...args], { cwd: project })
  }
  const home = join(folder, "state")
  return {
    home,
    project,
    report: join(folder, "report.md"),
    env: { PATH: process.env.PATH, HOME: folder, FOR_LOOP_HOME: home },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  }
}

/** Runs or resumes the loop; kills it when one of the `left` phases has ended. Returns the exit code, null when killed. */
async function play(
  place: Place,
  api: FakeGemini,
  left: Set<string>,
  lines: RunLine[],
): Promise<number | null> {
  const [loop] = listLoops(place.home)
  const task =
    loop === undefined
      ? [
          "make all cart tests pass",
          "--check",
          "npm test",
          "--phases",
          "--model",
          "gemini-2.5-flash",
          "--reviewer-model",
          "gemini-2.5-pro",
        ]
      : ["--resume", loop.id]
  const program = join(root, "src", "cli", "for-loop.ts")
  const child = spawn(
    process.execPath,
    [program, "run", ...task, "--backend", "gemini", "--report", place.report, "--json"],
    {
      cwd: place.project,
      env: {
        ...place.env,
        GEMINI_API_KEY: "AIzaFakeKeyOfATestThatIsNoSecretAtAll12",
        GOOGLE_GEMINI_BASE_URL: api.url,
      },
      stdio: ["ignore", "pipe", "inherit"],
    },
  )
  let rest = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const [last = "", ...whole] = (rest + text).split("\n").reverse()
    rest = last
    for (const raw of whole.reverse()) {
      const line = runSchema.parse(JSON.parse(raw))
      lines.push(line)
      if (line.event === "phase" && line.end !== null && left.delete(line.phase)) child.kill("SIGKILL")
    }
  })
  return await new Promise((resolve) => child.once("close", (code) => resolve(code)))
}

/** The phase that the last prompt in a call is about. */
function phaseIn(body: Received["body"]): string {
  return [...JSON.stringify(body.contents).matchAll(/Phase \d+ of 11: ([a-z-]+) \(/g)].at(-1)?.[1] ?? ""
}

function answerFor({ body }: Received): Scripted {
  const phase = phaseIn(body)
  const last = JSON.stringify(Array.isArray(body.contents) ? body.contents.at(-1) : null)
  if (phase === "implement" && !last.includes("functionResponse")) {
    return {
      kind: "answer",
      parts: [call("write_file", { path: "src/cart.js", content: cart }), call("edit_file", rounding)],
    }
  }
  if (phase === "test-run" && !last.includes("functionResponse")) {
    return { kind: "answer", parts: [call("write_file", { path: "test/empty.test.js", content: emptyTest })] }
  }
  if (["review", "test-run", "audit"].includes(phase)) return says(`Looked.\n\n<findings>\n[]\n</findings>`)
  return says(`What the phase ${phase} found.`)
}

const cart = readFileSync(join(root, "examples", "node-cart", "src", "cart.js"), "utf8")
  .replace("return cart.toSpliced(index, 1)", "return index < 0 ? cart : cart.toSpliced(index, 1)")
  .replace("sum + amount)", "sum + amount, 0)")
  .replace(
    "return percentOf(subtotal(cart), taxPercent)",
    "return subtotal(cart) + percentOf(subtotal(cart), taxPercent)",
  )

const rounding = { path: "src/money.js", old_text: "Math.floor(", new_text: "Math.round(" }

const emptyTest = `import assert from "node:assert/strict"
import { test } from "node:test"
import { subtotal } from "../src/cart.js"

test("an empty cart costs nothing", () => {
  assert.equal(subtotal([]), 0)
})
`
