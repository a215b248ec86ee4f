import { rmSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { applyControls, type ControlRequest, conclude } from "../../src/loop/control.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { writeBinding } from "../../src/store/binding.ts"
import { readBinding } from "../../src/store/binding-lookup.ts"
import { peekControls } from "../../src/store/control.ts"
import { acquireLock } from "../../src/store/lock.ts"
import { loadState, saveState } from "../../src/store/state-file.ts"
import { type Machine, machine } from "./run-cli.ts"

describe("a request to a loop", () => {
  it("is left for the hook and never changes the state itself", async () => {
    const one = machine()
    const state = one.store()
    for (const args of [["pause"], ["steer", "look at money.js"], ["cancel"]]) {
      const { code, value } = await one.json(args)
      expect(code).toBe(0)
      expect(value).toMatchObject({ request: args[0], loop: state.id, effect: "at-next-event" })
    }
    expect(asked(one, state)).toMatchObject([
      { kind: "pause" },
      { kind: "steer", hint: "look at money.js" },
      { kind: "cancel" },
    ])
    expect(loadState(one.home, state.id)).toEqual({ kind: "ok", state })
  })

  it("goes to the unfinished loop of this workspace, not to a newer one that has ended", async () => {
    const one = machine()
    const open = one.store()
    saveState(one.home, conclude(one.store(), "verified", "done", Date.now()))
    expect((await one.json(["pause"])).value).toMatchObject({ loop: open.id })
  })

  it.each([["pause"], ["cancel"], ["steer", "hint"], ["resume"]])(
    "%s says that nothing belongs to this folder",
    async (...args) => {
      const one = machine()
      one.store({ workspace: one.userHome })
      const { code, stderr } = await one.run(args)
      expect(code).toBe(1)
      expect(stderr).toContain(`No loop belongs to ${one.project}`)
    },
  )

  it.each([["pause"], ["cancel"], ["steer", "hint", "--loop"]])(
    "%s of a loop that has ended changes nothing and says so",
    async (...args) => {
      const one = machine()
      const { id } = one.store()
      saveState(one.home, conclude(stored(one, id), "verified", "done", Date.now()))
      const { code, stderr } = await one.run([...args, id])
      expect(code).toBe(1)
      expect(stderr).toMatch(/has ended \(verified\), so it cannot be (paused|cancelled|steered)/)
      expect(peekControls(one.home, id)).toEqual([])
    },
  )

  it("S51 tells plainly that a cancel counts at the next stop, or at once while checks run", async () => {
    const one = machine()
    const { id } = one.store()
    expect((await one.run(["cancel"])).stdout).toMatch(
      /as soon as its agent stops.*until then its state still reads running/,
    )
    const lock = await acquireLock(one.home, id, { now: Date.now(), waitMs: 0, staleMs: 60_000 })
    expect((await one.json(["cancel"])).value).toMatchObject({ effect: "now" })
    if (lock.kind === "held") lock.release()
  })

  it("withdraws a loop that still waits for the chat", async () => {
    const one = machine()
    const { value } = await one.json(["start", "fix it", "--check", "true"])
    expect((await one.json(["cancel"])).value).toMatchObject({
      request: "withdraw",
      loop: value.token,
      effect: "now",
    })
    expect((await one.json(["status"])).value).toMatchObject({ arms: [] })
    expect((await one.run(["cancel"])).code).toBe(1)
  })

  it("withdraws only the loop that its token names while another one runs", async () => {
    const one = machine()
    const { id } = one.store()
    const { value } = await one.json(["start", "fix it", "--check", "true"])
    const named = await one.json(["cancel", String(value.token).slice(0, 12)])
    expect(named.value).toMatchObject({ request: "withdraw" })
    expect(peekControls(one.home, id)).toEqual([])
  })

  it("refuses an empty and an endless hint", async () => {
    const one = machine()
    const { id } = one.store()
    expect((await one.run(["steer", "  "])).stderr).toContain("The hint is empty")
    expect((await one.run(["steer", "x".repeat(4001)])).stderr).toContain("longer than 4000")
    expect(peekControls(one.home, id)).toEqual([])
  })

  it("says how the good copy of a damaged state comes back, where there is one", async () => {
    const one = machine()
    const told = async (host: "headless" | "antigravity") => {
      const state = one.store({ host })
      saveState(one.home, state)
      const folder = `../home/loops/${state.id}`
      one.write(`${folder}/state.json`, "broken")
      const first = (await one.run(["pause", state.id])).stderr
      rmSync(join(one.project, folder, "state.previous.json"))
      return { first, id: state.id, second: (await one.run(["pause", state.id])).stderr }
    }
    const chat = await told("antigravity")
    expect(chat.first).toContain("Send any message in its conversation: the last good copy comes back")
    expect(chat.second).toContain("No good copy of it is left. Start a new one with `for-loop start`.")
    const headless = await told("headless")
    expect(headless.first).toContain("Copy state.previous.json over state.json in its folder")
    expect(headless.first).toContain(`for-loop run --resume ${headless.id}`)
  })

  it("can still cancel a loop whose state is damaged, so that nobody is trapped", async () => {
    const one = machine()
    const { id } = one.store()
    one.write("../home/loops/loop1-abcdef/state.json", "broken")
    expect((await one.run(["cancel", id])).code).toBe(0)
    expect(peekControls(one.home, id)).toMatchObject([{ kind: "cancel" }])
    expect((await one.run(["pause", id])).stderr).toContain("is damaged or was edited")
  })
})

describe("for-loop resume", () => {
  it("lifts a pause and says that a message in the conversation is needed", async () => {
    const one = machine()
    const state = one.store()
    saveState(one.home, conclude(state, "stuck", "no progress", Date.now()))
    const { code, stdout } = await one.run(["resume"])
    expect(code).toBe(0)
    expect(stdout).toContain("Send any message in its conversation")
    expect(obeyed(one, state.id)).toMatchObject({ status: "running", outcome: null })
  })

  it("S50 extends an iteration limit by the user's own number only, and holds the conversation again", async () => {
    const one = machine()
    const state = ended(one, "iteration-limit", { iteration: 10 })
    writeBinding(one.home, "conversation-1", { loop: state.id, active: false, requestKey: "row-0" })
    const without = await one.run(["resume"])
    expect(without.code).toBe(1)
    expect(without.stderr).toContain(`for-loop resume ${state.id} --max-iterations 20`)
    const small = await one.run(["resume", "--max-iterations", "10"])
    expect(small.stderr).toContain("has used 10 iterations already")
    expect(peekControls(one.home, state.id)).toEqual([])
    expect((await one.run(["resume", "--max-iterations", "15"])).code).toBe(0)
    expect(obeyed(one, state.id)).toMatchObject({ status: "running", settings: { maxIterations: 15 } })
    expect(readBinding(one.home, "conversation-1")).toMatchObject({ loop: state.id, active: true })
  })

  it("S50 extends a time limit by the user's own number only", async () => {
    const one = machine()
    const state = ended(one, "time-limit", {})
    expect((await one.run(["resume"])).stderr).toContain("--max-minutes 120")
    expect((await one.run(["resume", "--max-minutes", "60"])).stderr).toContain("leaves none")
    expect((await one.run(["resume", "--max-minutes", "90"])).code).toBe(0)
    expect(obeyed(one, state.id)).toMatchObject({ status: "running", settings: { maxMinutes: 90 } })
  })

  it("does not take a conversation away from the loop it works on now", async () => {
    const one = machine()
    const state = ended(one, "iteration-limit", { iteration: 10 })
    writeBinding(one.home, "conversation-1", { loop: "loop9-other", active: true, requestKey: null })
    const { code, stderr } = await one.run(["resume", state.id, "--max-iterations", "15"])
    expect(code).toBe(1)
    expect(stderr).toContain("works on loop loop9-other by now")
    expect(readBinding(one.home, "conversation-1")).toMatchObject({ loop: "loop9-other" })
  })

  it.each(["verified", "cancelled", "tampered", "spend-limit"] as const)(
    "refuses a loop that ended as %s",
    async (outcome) => {
      const one = machine()
      const state = ended(one, outcome, {})
      const { code, stderr } = await one.run(["resume", "--max-iterations", "50"])
      expect(code).toBe(1)
      expect(stderr).toContain(`has ended (${outcome})`)
      expect(peekControls(one.home, state.id)).toEqual([])
    },
  )

  it("has nothing to lift while the loop runs", async () => {
    const one = machine()
    const { id } = one.store()
    expect((await one.run(["resume"])).stderr).toContain(`Loop ${id} is running already`)
  })

  it("S39 takes up a loop that its host capped", async () => {
    const one = machine()
    const { id } = one.store({ awaitingSince: Date.now() - 60_000, requestKey: "row-0" })
    expect((await one.run(["resume"])).code).toBe(0)
    expect(obeyed(one, id)).toMatchObject({ status: "running", awaitingSince: null, requestKey: null })
  })
})

function asked(one: Machine, { id }: LoopState): ControlRequest[] {
  return peekControls(one.home, id)
}

function stored(one: Machine, id: string): LoopState {
  const loaded = loadState(one.home, id)
  if (loaded.kind !== "ok") throw new Error(loaded.kind)
  return loaded.state
}

/** The state that the hook makes of the waiting requests. */
function obeyed(one: Machine, id: string): LoopState {
  return applyControls(stored(one, id), peekControls(one.home, id), Date.now()).state
}

function ended(one: Machine, outcome: Parameters<typeof conclude>[1], more: Partial<LoopState>): LoopState {
  const state = conclude(one.store(more), outcome, "for this reason", Date.now())
  saveState(one.home, state)
  return state
}
