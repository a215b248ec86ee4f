import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { waitingArms } from "../../../src/control/waiting-arms.ts"
import { answer, type Ports } from "../../../src/dashboard/feed/answer.ts"
import type { Ask, Reply, StartForm } from "../../../src/dashboard/model/messages.ts"
import { conclude } from "../../../src/loop/control.ts"
import type { LoopState } from "../../../src/loop/state.ts"
import { peekControls } from "../../../src/store/control.ts"
import { writeIterationFile } from "../../../src/store/iteration.ts"
import { acquireLock } from "../../../src/store/lock.ts"
import { saveState } from "../../../src/store/state-file.ts"
import { aPerson, iteration, keep } from "../../control/a-person.ts"
import { check, evidence } from "../../loop/builders.ts"

type Somebody = ReturnType<typeof aPerson>

/** A program that can do nothing but show text, changed by `more`. */
function ports(more: Partial<Ports> = {}): Ports {
  const missing = async (): Promise<Reply> => ({ kind: "refused", message: "not here", next: "elsewhere" })
  return {
    send: async () => "shown",
    openFile: async () => false,
    openDiff: async () => false,
    openText: async () => false,
    setup: missing,
    doctor: missing,
    ...more,
  }
}

const ask = (one: Somebody, question: Ask, more: Partial<Ports> = {}): Promise<Reply> =>
  answer(one.person, question, ports(more))

function form(one: Somebody, more: Partial<StartForm> = {}): StartForm {
  return {
    task: "make the cart tests pass",
    workspace: one.project,
    checks: ["npm test"],
    maxIterations: 5,
    maxMinutes: 30,
    maxUsd: 1.5,
    mode: "auto",
    completion: "  ",
    branch: "none",
    ...more,
  }
}

const finding = {
  id: "skip:cart.test.ts",
  file: "cart.test.ts",
  line: 4,
  severity: "high",
  why: "a test is skipped now",
  before: "it(",
  after: "it.skip(",
} as const

describe("starting", () => {
  it("arms the loop that the form describes and hands its line on", async () => {
    const one = aPerson()
    const reply = await ask(one, { kind: "start", form: form(one) })
    const [arm] = waitingArms(one.home, Date.now())
    expect(arm).toMatchObject({
      task: "make the cart tests pass",
      workspace: one.project,
      checks: ["npm test"],
      settings: { maxIterations: 5, maxMinutes: 30, maxUsd: 1.5, completion: null, branch: { kind: "none" } },
    })
    expect(reply).toMatchObject({
      kind: "text",
      text: `/for-loop --arm ${arm?.token}\nmake the cart tests pass`,
    })
  })

  it("sends it where there is a way to the chat, in a new conversation", async () => {
    const one = aPerson()
    const sent: unknown[] = []
    const send: Ports["send"] = async (text, place) => {
      sent.push([text.split("\n")[1], place])
      return sent.length === 1 ? "sent" : "copied"
    }
    const started = await ask(one, { kind: "start", form: form(one) }, { send })
    expect(started).toMatchObject({
      kind: "done",
      message: expect.stringContaining("Sent to the agent's chat"),
    })
    const token = waitingArms(one.home, Date.now())[0]?.token ?? ""
    expect(await ask(one, { kind: "send-arm", token }, { send })).toMatchObject({
      message: expect.stringContaining("Copied"),
    })
    expect(sent).toEqual([
      ["make the cart tests pass", "new"],
      ["make the cart tests pass", "new"],
    ])
  })

  it.each<[Partial<StartForm>, RegExp]>([
    [{ task: " " }, /task/],
    [{ maxIterations: 0 }, /iterations must be a whole number from 1 to 1000/],
    [{ maxIterations: 1.5 }, /whole number/],
    [{ maxMinutes: 1e9 }, /minutes/],
    [{ maxUsd: 0 }, /spend limit/],
    [{ checks: [" "] }, /not an empty line/],
    [{ checks: null }, /no check was found/],
    [{ workspace: "/nowhere/at/all" }, /not a folder/],
  ])("refuses %j in one sentence and arms nothing", async (more, message) => {
    const one = aPerson()
    const reply = await ask(one, { kind: "start", form: form(one, more) })
    expect(reply).toMatchObject({ kind: "refused", message: expect.stringMatching(message) })
    expect(waitingArms(one.home, Date.now())).toEqual([])
  })

  it("shows the checks it would detect, and withdraws a loop that waits", async () => {
    const one = aPerson()
    one.write("package.json", JSON.stringify({ scripts: { test: "node --test" } }))
    const detected = await ask(one, { kind: "detect-checks", workspace: one.project })
    expect(detected).toMatchObject({ kind: "checks", checks: ["npm test"] })
    await ask(one, { kind: "start", form: form(one) })
    const token = waitingArms(one.home, Date.now())[0]?.token ?? ""
    expect(await ask(one, { kind: "withdraw-arm", token })).toMatchObject({ kind: "done" })
    expect(waitingArms(one.home, Date.now())).toEqual([])
    expect(await ask(one, { kind: "withdraw-arm", token })).toMatchObject({ kind: "refused" })
    expect(await ask(one, { kind: "send-arm", token })).toMatchObject({ kind: "refused" })
  })
})

describe("requests to a loop", () => {
  it("are left for the hook, each with what it will do", async () => {
    const one = aPerson()
    const { id } = one.store()
    for (const question of [
      { kind: "pause", loop: id },
      { kind: "steer", loop: id, hint: "look at money.js" },
      { kind: "cancel", loop: id },
    ] as const)
      expect(await ask(one, question)).toMatchObject({ kind: "done" })
    expect(peekControls(one.home, id).map(({ kind }) => kind)).toEqual(["pause", "steer", "cancel"])
  })

  it("are refused with the next step where they do not fit, without a code on the wire", async () => {
    const one = aPerson()
    const { id } = one.store()
    for (const question of [
      { kind: "resume", loop: id },
      { kind: "steer", loop: id, hint: " " },
      { kind: "approve", loop: id, finding: "none" },
      { kind: "reject", loop: id, finding: "none" },
      { kind: "pause", loop: "../../etc" },
      { kind: "diff", loop: "gone", n: 1 },
    ] as const) {
      const reply = await ask(one, question)
      expect(Object.keys(reply)).toEqual(["kind", "message", "next"])
      expect(reply.kind).toBe("refused")
    }
    expect(peekControls(one.home, id)).toEqual([])
  })

  it("approve a finding by name of the person, or ask the agent to take it back", async () => {
    const one = aPerson()
    const { id } = one.store()
    const kept = evidence({ integrity: { kind: "findings", findings: [finding] } })
    writeIterationFile(one.home, id, 0, "evidence.json", JSON.stringify(kept))
    expect(await ask(one, { kind: "approve", loop: id, finding: finding.id })).toMatchObject({ kind: "done" })
    expect(await ask(one, { kind: "reject", loop: id, finding: finding.id })).toMatchObject({ kind: "done" })
    const [approved, steered] = peekControls(one.home, id)
    expect(approved).toMatchObject({ kind: "approve", finding: finding.id, by: expect.stringMatching(/./) })
    expect(steered).toMatchObject({
      kind: "steer",
      hint: expect.stringContaining("cart.test.ts:4: a test is skipped now"),
    })
  })

  it("S50 extend a limit by the person's own number only", async () => {
    const one = aPerson()
    const state = one.store({ iteration: 10 })
    saveState(one.home, conclude(state, "iteration-limit", "all 10 iterations are used up", Date.now()))
    const small = { kind: "extend", loop: state.id, maxIterations: 10, maxMinutes: null } as const
    expect(await ask(one, small)).toMatchObject({ kind: "refused" })
    expect(await ask(one, { ...small, maxIterations: 15 })).toMatchObject({ kind: "done" })
    expect(peekControls(one.home, state.id)).toMatchObject([{ kind: "resume", maxIterations: 15 }])
  })

  it("continue: resumed, and its conversation on screen is spoken to", async () => {
    const one = aPerson()
    const state = one.store()
    saveState(one.home, conclude(state, "host-capped", "the host ended the turn", Date.now()))
    const said: unknown[] = []
    const send: Ports["send"] = async (text, place) => {
      said.push([text, place])
      return "sent"
    }
    expect(await ask(one, { kind: "continue", loop: state.id }, { send })).toMatchObject({ kind: "done" })
    expect(said).toEqual([[expect.stringMatching(/^Go on/), "visible"]])
    expect(peekControls(one.home, state.id)).toMatchObject([{ kind: "resume" }])
  })
})

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
