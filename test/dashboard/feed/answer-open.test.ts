import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { Ports } from "../../../src/dashboard/feed/answer.ts"
import type { LoopState } from "../../../src/loop/state.ts"
import { writeIterationFile } from "../../../src/store/iteration.ts"
import { acquireLock } from "../../../src/store/lock.ts"
import { saveState } from "../../../src/store/state-file.ts"
import { aPerson, iteration, keep } from "../../control/a-person.ts"
import { check, evidence } from "../../loop/builders.ts"
import { ask, type Somebody } from "./asked.ts"

/** A loop in git with two iterations, whose second checkpoint has the number after a restore's. */
async function kept(one: Somebody): Promise<LoopState> {
  const state = one.store()
  await keep(one, state.id, 0)
  one.write("cart.js", "export const total = 1\n")
  const first = await keep(one, state.id, 1)
  one.write("cart.js", "export const total = 2\n")
  const second = await keep(one, state.id, 3)
  const iterations = [iteration(1, first), iteration(2, second)]
  saveState(one.home, { ...state, iteration: 2, iterations })
  return state
}

describe("looking and going back", () => {
  it("shows what an iteration changed as text, or opens it in the editor", async () => {
    const one = aPerson("git")
    const { id } = await kept(one)
    const reply = await ask(one, { kind: "diff", loop: id, n: 2 })
    expect(reply).toMatchObject({ kind: "text", fileName: `${id}-2.diff` })
    expect(reply.kind === "text" ? reply.text : "").toMatch(
      /-export const total = 1\n\+export const total = 2/,
    )
    const opened: unknown[] = []
    const openDiff: Ports["openDiff"] = async ({ files, workspace, title }) => {
      opened.push(
        files.map(({ path }) => path),
        workspace,
        title,
      )
      return true
    }
    expect(await ask(one, { kind: "diff", loop: id, n: 1 }, { openDiff })).toMatchObject({ kind: "done" })
    expect(opened).toEqual([["cart.js"], one.project, `Iteration 1 of loop ${id}`])
  })

  it("restores the checkpoint of an iteration, keeps the present state, and can undo itself", async () => {
    const one = aPerson("git")
    const { id } = await kept(one)
    one.write("cart.js", "export const total = 99\n")
    const cart = () => readFileSync(join(one.project, "cart.js"), "utf8")
    const reply = await ask(one, { kind: "restore", loop: id, checkpoint: 2 })
    expect(cart()).toBe("export const total = 2\n")
    const undo = /is checkpoint (\d+)/.exec(reply.kind === "done" ? reply.message : "")?.[1]
    expect(await ask(one, { kind: "restore", loop: id, checkpoint: Number(undo) })).toMatchObject({
      kind: "done",
    })
    expect(cart()).toBe("export const total = 99\n")
    expect(await ask(one, { kind: "restore", loop: id, checkpoint: 77 })).toMatchObject({ kind: "refused" })
  })

  it("does not restore under a running check", async () => {
    const one = aPerson("git")
    const { id } = await kept(one)
    const lock = await acquireLock(one.home, id, { now: Date.now(), waitMs: 0, staleMs: 60_000 })
    expect(await ask(one, { kind: "restore", loop: id, checkpoint: 1 })).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("running on these files"),
    })
    if (lock.kind === "held") lock.release()
  })

  it("shows the lines around a failure, and nothing outside the loop's folder", async () => {
    const one = aPerson()
    const { id } = one.store()
    one.write("src/cart.js", Array.from({ length: 100 }, (_, i) => `line ${i + 1}`).join("\n"))
    writeFileSync(join(one.userHome, "secret"), "private")
    symlinkSync(join(one.userHome, "secret"), join(one.project, "link"))
    const open = (file: string, line: number | null = null) =>
      ask(one, { kind: "open-file", loop: id, file, line })
    const shown = await open("src/cart.js", 50)
    expect(shown).toMatchObject({ kind: "text", title: "src/cart.js:50" })
    const text = shown.kind === "text" ? shown.text : ""
    expect(text).toContain(">    50  line 50\n     51  line 51")
    expect(text.split("\n")).toHaveLength(61)
    for (const file of ["../user/secret", join(one.userHome, "secret"), "link", "gone.js", "src"])
      expect(await open(file)).toMatchObject({ kind: "refused" })
  })

  it("tells an iteration with its checks, digest and logs, and shows the log without control sequences", async () => {
    const one = aPerson()
    const state = one.store()
    const folder = join(one.home, "loops", state.id, "iterations", "1")
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, "check-1.log"), "\u001b[31mFAIL\u001b[0m cart\n")
    writeFileSync(join(one.userHome, "secret"), "private")
    const failure = {
      id: "cart > tax",
      suite: "",
      file: join(one.project, "cart.test.ts"),
      line: 3,
      class: "assertion",
      message: "off",
      expected: "1",
      actual: "2",
      frame: null,
    } as const
    const measured = evidence({
      digest: "1 failing",
      notes: ["a note"],
      checks: [
        check({
          logPath: join(folder, "check-1.log"),
          counts: { passed: 1, failed: 1, skipped: 0 },
          failures: [failure],
        }),
        check({ command: "npm run lint", logPath: join(one.userHome, "secret") }),
      ],
    })
    writeIterationFile(one.home, state.id, 1, "evidence.json", JSON.stringify(measured))
    expect(await ask(one, { kind: "iteration", loop: state.id, n: 1 })).toMatchObject({
      kind: "detail",
      detail: {
        n: 1,
        digest: "1 failing",
        notes: ["a note"],
        checks: [
          {
            command: "npm test",
            passed: 1,
            failed: 1,
            log: true,
            failures: [{ title: "cart > tax", file: "cart.test.ts" }],
          },
          { command: "npm run lint", passed: null, log: false },
        ],
      },
    })
    expect(await ask(one, { kind: "open-log", loop: state.id, n: 1 })).toMatchObject({
      kind: "text",
      text: "FAIL cart\n",
    })
    expect(await ask(one, { kind: "iteration", loop: state.id, n: 7 })).toMatchObject({ kind: "refused" })
    expect(await ask(one, { kind: "open-log", loop: state.id, n: 7 })).toMatchObject({ kind: "refused" })
  })

  it("writes the report as Markdown and as JSON", async () => {
    const one = aPerson()
    const { id } = one.store()
    const markdown = await ask(one, { kind: "report", loop: id, format: "markdown" })
    expect(markdown).toMatchObject({
      kind: "text",
      fileName: `for-loop-${id}.md`,
      text: expect.stringContaining(`# Loop ${id}`),
    })
    const json = await ask(one, { kind: "report", loop: id, format: "json" })
    expect(json.kind === "text" ? JSON.parse(json.text) : null).toMatchObject({ loop: { id } })
  })

  it("passes setup and doctor on, and tells a fault in one sentence", async () => {
    const one = aPerson()
    expect(await ask(one, { kind: "setup" })).toMatchObject({ kind: "refused", message: "not here" })
    const broken = { doctor: () => Promise.reject(new Error("no way")) }
    expect(await ask(one, { kind: "doctor" }, broken)).toMatchObject({
      kind: "refused",
      message: "For Loop met an error of its own: no way",
    })
  })
})
