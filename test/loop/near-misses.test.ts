import { describe, expect, it } from "vitest"
import { readClaim } from "../../src/loop/claim.ts"
import { parseRequest } from "../../src/loop/command.ts"
import { commandAt } from "../../src/loop/command-name.ts"
import { decide } from "../../src/loop/decide.ts"
import { beginLoop, newLoop } from "../../src/loop/new-loop.ts"
import { readOptions, wordsOf } from "../../src/loop/option-words.ts"
import { nearestOption, type OptionSpec, options } from "../../src/loop/options.ts"
import { advance } from "../../src/loop/progress.ts"
import { defaultSettings } from "../../src/loop/settings.ts"
import { stateSchema } from "../../src/loop/state-schema.ts"
import { evidence, finding, green, runningLoop, start } from "./builders.ts"
import { started } from "./started.ts"

describe("a claim that is almost one", () => {
  const none = { kind: "none" }
  const done = { kind: "promise", text: "DONE" }

  it.each([
    ["other words instead of the opening tag", "123456789DONE</promise>"],
    ["code behind a mark of several digits", "12. ```\n<promise>DONE</promise>"],
    ["code behind a mark and several blanks", "-   ```\n<promise>DONE</promise>"],
  ])("does not count with %s", (_title, message) => {
    expect(readClaim(message, "DONE")).toEqual(none)
  })

  it.each([
    ["behind a fence that is closed by a longer one", "```\ncode\n`````\n<promise>DONE</promise>"],
    ["behind four blanks inside a line", "a    b\n<promise>DONE</promise>"],
  ])("counts %s", (_title, message) => {
    expect(readClaim(message, "DONE")).toEqual(done)
  })

  it("does not take a line that only ends in a fence for the end of code", () => {
    expect(readClaim("```\nx ```\n<promise>DONE</promise>", "DONE")).toEqual(none)
  })
})

describe("a task that is almost a command", () => {
  it.each(["fix the help", "help the user", "please --resume"])("is read as it stands: %s", (task) => {
    const request = parseRequest(`/for-loop ${task}`)
    expect(request.kind).toBe(task.includes("--") ? "usage" : "start")
    if (request.kind === "start") expect(request).toEqual(started(task))
  })

  it("is told the order of options even where the last one is --resume", () => {
    expect(parseRequest("/for-loop --mode safe --resume")).toMatchObject({ kind: "usage" })
    expect(parseRequest("/for-loop --resume")).toEqual({ kind: "resume" })
  })

  it("may be as long as a task in quotes", () => {
    expect(parseRequest(`/for-loop ${"x".repeat(200_000)}`).kind).toBe("start")
  })

  it("is a plain word where only /cancel-loop could be meant and more follows", () => {
    expect(commandAt('cancel-loop "x"', 0)).toBeNull()
    expect(commandAt("cancel-loop", 0)).toEqual({ name: "cancel-loop", spelling: "plain", end: 11 })
    expect(commandAt("/Cancel-Loop", 0)).toEqual({ name: "cancel-loop", spelling: "slash", end: 12 })
  })
})

describe("options that are almost right", () => {
  it("keep a value given with = and leave the next word alone", () => {
    expect(readOptions(wordsOf(["--mode=safe", "auto"]), "run", [])).toEqual({
      kind: "read",
      given: [{ kind: "text", name: "mode", value: "safe" }],
      strays: [{ text: "auto", after: "mode" }],
    })
  })

  it("are guessed from the public names alone, the nearest and first one", () => {
    const table: readonly OptionSpec[] = options
    expect(nearestOption("arn", table)).toBeNull()
    expect(nearestOption("chec", table)).toBe("check")
    expect(nearestOption("branc", table)).toBe("branch")
    expect(nearestOption("mo", table)).toBe("mode")
    expect(nearestOption(`check${"x".repeat(40)}`, table)).toBeNull()
  })
})

describe("a loop before its first turn", () => {
  const order = {
    id: "loop-1",
    host: "antigravity",
    conversationId: null,
    requestKey: null,
    workspace: "/home/dev/shop",
    task: "t",
    settings: defaultSettings("auto"),
    checks: ["a", "b"],
    now: start,
  } as const

  it("knows nothing yet, and its own schema accepts it", () => {
    const armed = newLoop(order)
    expect(stateSchema.parse(armed)).toEqual(armed)
    expect(armed).toMatchObject({
      status: "armed",
      checks: ["a", "b"],
      baseline: { verdict: "unknown", failing: [], tree: null, head: null },
      failing: [],
      flaky: [],
      progress: { breaker: "closed", recent: [], edited: false, continuesAt: [], best: null },
      approved: [],
      faults: { count: 0, last: null },
      spend: { inputTokens: null, outputTokens: null, usd: null, basis: "unknown", checkMs: 0 },
      guarded: [],
      iterations: [],
      lastEvents: [],
    })
  })

  it("begins with what its baseline measured", () => {
    const baseline = { verdict: "red" as const, failing: ["x"], tree: "t", head: "h" }
    expect(
      beginLoop(newLoop(order), { baseline, branch: null, guarded: [{ path: "g", hash: null }] }, start + 5),
    ).toMatchObject({
      status: "running",
      startedAt: start + 5,
      updatedAt: start + 5,
      failing: ["x"],
      tree: "t",
      head: "h",
      guarded: [{ path: "g", hash: null }],
      baseline,
    })
  })

  it.each([
    ["safe", 5, 3],
    ["auto", 20, null],
    ["unsafe", 100, null],
  ] as const)("has the defaults of the mode %s", (mode, maxUsd, reviewEvery) => {
    expect(defaultSettings(mode)).toEqual({
      maxIterations: 10,
      maxMinutes: 60,
      maxUsd,
      checkTimeoutSec: 600,
      completion: null,
      mode,
      reviewEvery,
      branch: { kind: "auto" },
      commitEach: false,
      allowTestEdits: false,
      phases: false,
    })
  })
})

describe("progress that is almost none", () => {
  const { progress } = runningLoop()
  const third = (more: object) => runningLoop({}, { iteration: 2, progress: { ...progress, ...more } })

  it("is an edit by a commit, and none where a tree was not known before", () => {
    const committed = evidence({ tree: "tree-0", head: "head-1" })
    expect(advance(third({}), committed, start).progress.edited).toBe(true)
    expect(advance({ ...third({}), tree: null }, evidence(), start).progress.edited).toBe(false)
  })

  it("is no circle where one set only stays", () => {
    const best = { iteration: 1, failing: 1 }
    let state = third({ edited: true, best })
    const last = ["a", "b", "b", "b"].map((id, i) => {
      const advanced = advance(state, evidence({ failing: [id, "x"], tree: `${i}` }), start)
      state = { ...state, progress: advanced.progress, tree: `${i}` }
      return advanced.movement
    })
    expect(last.at(-1)).toEqual({ kind: "stagnant", why: "the same failing set 3 times in a row" })
  })
})

describe("a leg before the last", () => {
  it("is told what was measured where the last would be done, and does not wear the breaker out when green", () => {
    const worn = { ...runningLoop().progress, sameSet: 2 }
    const { state, decision } = decide(runningLoop({}, { progress: worn }), green(), start, "work")
    expect(decision.kind === "continue" && decision.prompt).toMatch(
      /Measured after your last turn: the checks pass/,
    )
    expect(state.progress).toEqual(worn)
    const red = decide(runningLoop({}, { progress: worn }), evidence(), start, "work")
    expect(red.state.progress).not.toEqual(worn)
  })

  it("still names what keeps a green from counting", () => {
    const tampered = green({ integrity: { kind: "findings", findings: [finding()] } })
    const { decision } = decide(runningLoop(), tampered, start, "work")
    expect(decision.kind === "continue" && decision.prompt).toContain("cart.test.js:3: new .skip")
  })
})
