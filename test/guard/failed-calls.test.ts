import { describe, expect, it } from "vitest"
import { describeCall } from "../../src/guard/describe-call.ts"
import { failedCallsIn } from "../../src/host/failed-calls.ts"
import { parseRows } from "../../src/host/transcript-row.ts"
import { decide } from "../../src/loop/decide.ts"
import type { Evidence } from "../../src/loop/evidence.ts"
import { evidence, play, runningLoop, start } from "../loop/builders.ts"

const call = (name: string, args: Readonly<Record<string, unknown>>) => ({ name, args })
const planner = (...calls: readonly unknown[]) => ({
  source: "MODEL",
  type: "PLANNER_RESPONSE",
  status: "DONE",
  tool_calls: calls,
})
const result = (type: string, more: Readonly<Record<string, unknown>>) => ({
  source: "MODEL",
  type,
  status: "DONE",
  ...more,
})

function failedIn(rows: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  const lines = rows.map((row, at) => JSON.stringify({ step_index: at, ...row }))
  return failedCallsIn(parseRows(lines.join("\n")).rows).map(({ name }) => name)
}

describe("tool calls that did not happen", () => {
  it("are those whose row is an error; a test that failed is none", () => {
    const npm = call("run_command", { CommandLine: "npm test" })
    const edit = call("replace_file_content", { TargetFile: "x" })
    expect(failedIn([planner(npm), result("RUN_COMMAND", { exit_code: 1 })])).toEqual([])
    expect(failedIn([planner(npm), result("RUN_COMMAND", { status: "ERROR", exit_code: 1 })])).toEqual([])
    expect(failedIn([planner(npm), result("RUN_COMMAND", { status: "ERROR", error: "denied" })])).toEqual([
      "run_command",
    ])
    expect(failedIn([planner(npm), result("RUN_COMMAND", { status: "CANCELED" })])).toEqual([])
    expect(
      failedIn([
        planner(edit, npm),
        result("CODE_ACTION", { status: "ERROR" }),
        result("RUN_COMMAND", { exit_code: 0 }),
      ]),
    ).toEqual(["replace_file_content"])
    expect(failedIn([planner(edit), { source: "SYSTEM", type: "ERROR_MESSAGE", status: "ERROR" }])).toEqual([
      "replace_file_content",
    ])
    expect(failedIn([{ source: "SYSTEM", type: "ERROR_MESSAGE", status: "ERROR" }])).toEqual([])
    expect(
      failedIn([
        planner(npm),
        result("RUN_COMMAND", { step_index: 1, status: "RUNNING" }),
        result("RUN_COMMAND", { step_index: 1, status: "ERROR" }),
      ]),
    ).toEqual(["run_command"])
  })

  it("are the same call however they are encoded and whatever the model says about them", () => {
    const native = describeCall(
      call("run_command", { CommandLine: "npm test", Cwd: "/x", toolSummary: "try" }),
    )
    const encoded = describeCall(
      call("run_command", { Cwd: '"/x"', CommandLine: '"npm test"', toolSummary: '"again"' }),
    )
    expect(encoded).toEqual(native)
    expect(native.what).toBe("run_command: npm test")
    expect(describeCall(call("run_command", { CommandLine: "npm run lint", Cwd: "/x" })).key).not.toBe(
      native.key,
    )
  })
})

describe("S58 the same call fails again and again", () => {
  const blocked = { key: "k1", what: "run_command: docker compose up" }
  const turn = (n: number, more: Partial<Evidence> = {}) =>
    evidence({ tree: `t${n}`, treeAfter: `t${n}`, failedCalls: [blocked], ...more })

  it("stops the loop within three turns and names the call, even while files change", () => {
    const { state, decisions } = replay([turn(1), turn(2), turn(3)])
    expect(decisions).toEqual(["continue", "continue", "permit"])
    expect(state.outcome).toMatchObject({
      kind: "stuck",
      reason: "the same tool call failed 3 turns in a row: run_command: docker compose up",
    })
    expect(state.status).toBe("paused")
  })

  it("does not stop while the failing set shrinks, or when the call failed only now and then", () => {
    const failing = (...ids: string[]) => ({ failing: ids, blocking: ids })
    const shrinking = [turn(1, failing("a", "b", "c")), turn(2, failing("a", "b")), turn(3, failing("a"))]
    expect(replay(shrinking).decisions).toEqual(["continue", "continue", "continue"])
    const now = [turn(1), turn(2, { failedCalls: [] }), turn(3), turn(4)]
    expect(replay(now).decisions.slice(0, 3)).toEqual(["continue", "continue", "continue"])
    const other = { key: "k2", what: "view_file: x" }
    expect(replay([turn(1), turn(2, { failedCalls: [other] }), turn(3)]).decisions).toEqual([
      "continue",
      "continue",
      "continue",
    ])
  })

  it("begins to count anew after the user resumed", async () => {
    const { resume } = await import("../../src/loop/control.ts")
    const { state } = replay([turn(1), turn(2), turn(3)])
    const resumed = resume(state, start + 10_000)
    expect(decide(resumed, turn(4), start + 20_000).decision.kind).toBe("continue")
  })

  it("a green run ends as it is, whatever calls failed", () => {
    const green = turn(3, { failing: [], blocking: [], verdict: "green" })
    expect(replay([turn(1), turn(2), green]).state.outcome?.kind).toBe("verified")
  })

  function replay(turns: readonly Evidence[]) {
    const played = play(runningLoop(), turns)
    return { state: played.state, decisions: played.answers.map(({ kind }) => kind) }
  }
})
