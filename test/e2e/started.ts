import { expect } from "vitest"
import type { StandInHost } from "../../src/cli/demo/stand-in-host.ts"
import { type Playground, startLoop } from "./playground.ts"

export const busy = { say: "I changed something." }

/** Starts a loop and ends the first agent round, so that the next event is a Stop. */
export async function started(place: Playground, host: StandInHost, options = ""): Promise<void> {
  host.write("USER_EXPLICIT", "USER_INPUT", `<USER_REQUEST>\n${startLoop(options)}\n</USER_REQUEST>`)
  await host.call("PreInvocation", { invocationNum: 0, initialNumSteps: 1 })
  host.write("MODEL", "PLANNER_RESPONSE", "I changed something.")
  expect(place.state().status).toBe("running")
}

/** What the hook printed, one value per call. */
export const answers = (calls: readonly { readonly stdout: string }[]): unknown[] =>
  calls.map((call) => JSON.parse(call.stdout))
