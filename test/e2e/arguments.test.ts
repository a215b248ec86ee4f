import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { playground, startLoop } from "./playground.ts"

const ok = { say: "ok" }

describe("prompt, arguments and configuration", () => {
  it("S28 stores a task with shell characters byte-exact and executes nothing of it", async () => {
    using place = playground()
    const task =
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the task is to stay exactly this text
      "rename `a` to 'b'; touch pwned $(touch pwned) | touch pwned && ${HOME} %PATH% {{args}} (all)"
    const end = await place
      .host()
      .turn(`/for-loop "${task}" --check "sh check.sh" --max-iterations 2`, () => ok)
    expect(place.state().task).toBe(task)
    expect(end.reasons[0]).toContain(task)
    expect(existsSync(join(place.project, "pwned"))).toBe(false)
    expect(existsSync(join(place.plugin, "pwned"))).toBe(false)
  })

  it("S29 starts with the whole text of a task over several lines", async () => {
    using place = playground()
    const task = "Fix the checkout.\n\n1. totals are rounded\n2. an empty cart is refused\n\nLeave the rest."
    await place.host().turn(`/for-loop "${task}" --check "sh check.sh" --max-iterations 1`, () => ok)
    expect(place.state().task).toBe(task)
  })

  it("S30 answers a missing task with a usage message and arms nothing", async () => {
    using place = playground()
    const end = await place.host().turn("/for-loop --max-iterations 5", () => ok)
    expect(end.injected[0]).toContain('Type: /for-loop "what to do"')
    expect(place.loops()).toEqual([])
  })

  it.each([
    ["an unknown option", '/for-loop "fix" --max-iteration 5'],
    ["an option before the task", '/for-loop --max-iterations 5 "fix"'],
    ["zero as unlimited", '/for-loop "fix" --max-iterations 0'],
    ["the word unlimited", '/for-loop "fix" --max-iterations unlimited'],
  ])("S32 refuses %s and starts nothing", async (_what, request) => {
    using place = playground()
    const end = await place.host().turn(request, () => ok)
    expect(end.injected[0]).toContain("No loop was started")
    expect(end.rounds).toBe(1)
    expect(place.loops()).toEqual([])
  })

  it("S33 keeps a task that looks like front matter unchanged and counts right over five iterations", async () => {
    using place = playground()
    const task = "fix it\n---\niteration: 99\nmax_iterations: 0\n---\nthen stop"
    await place.host().turn(`/for-loop "${task}" --check "sh check.sh" --max-iterations 5`, ({ number }) => {
      // A different failure each round, so that nothing looks stuck.
      place.write("check.sh", `echo "FAIL ${number}"; exit 1\n`)
      place.write("notes.txt", `${number}`)
      return ok
    })
    expect(place.state().task).toBe(task)
    expect(place.state().iterations.map((it) => it.n)).toEqual(
      Array.from({ length: place.state().iteration }, (_, i) => i + 1),
    )
  })

  it("S34 runs no command of a repository's own configuration before the user approved it", async () => {
    using place = playground()
    place.write("for-loop.config.json", JSON.stringify({ checks: ["touch pwned"] }))
    const end = await place.host().turn('/for-loop "fix it"', () => ok)
    expect(end.injected[0]).toContain("`touch pwned`")
    expect(end.injected[0]).toContain("for-loop approve")
    expect(existsSync(join(place.project, "pwned"))).toBe(false)
    expect(place.loops()).toEqual([])
  })

  it("S35 uses the approved checks and raises a tamper event when the agent edits the configuration", async () => {
    using place = playground()
    const { readLoopConfig } = await import("../../src/verify/loop-config.ts")
    const { addTrust } = await import("../../src/store/trust.ts")
    place.write("for-loop.config.json", JSON.stringify({ checks: ["sh check.sh"] }))
    const config = readLoopConfig(place.project)
    if (config.kind !== "config") throw new Error(config.kind)
    addTrust(place.home, place.project, config.hash, Date.now())
    await place.host().turn('/for-loop "fix it" --max-iterations 2', ({ number }) => {
      if (number === 0) place.write("for-loop.config.json", JSON.stringify({ checks: ["true"] }))
      return ok
    })
    const state = place.state()
    expect(state.checks).toEqual(["sh check.sh"])
    expect(state.outcome?.kind).toBe("iteration-limit")
    expect(place.journal(state.id).join("\n")).toMatch(/tamper: .*for-loop\.config\.json was changed/)
  })

  it("S35 raises a tamper event when the agent edits the hook itself", async () => {
    using place = playground()
    await place.host().turn(startLoop("--max-iterations 2"), ({ number }) => {
      const hooks = join(place.plugin, "hooks.json")
      if (number === 0) writeFileSync(hooks, `${readFileSync(hooks, "utf8")}\n`)
      return ok
    })
    expect(place.journal(place.state().id).join("\n")).toMatch(/tamper: .*hooks\.json was changed/)
  })
})
