import { describe, expect, it } from "vitest"
import { conversation, loopPlace } from "./loop-place.ts"
import { runProgram } from "./run-program.ts"

describe("a payload of bytes that are no UTF-8", () => {
  it("is refused in one line of the host's log, and the agent goes on as it would", async () => {
    using place = loopPlace()
    place.loop()
    const payload = Buffer.from(`{"session_id":"${conversation}","prompt":"caf\u00e9"}`, "latin1")
    const env = { ...process.env, FOR_LOOP_HOME: place.home, HOME: place.folder }
    const args = ["UserPromptSubmit", "--host", "claude-code"]
    expect(await runProgram({ args, stdin: payload, env, folder: place.project })).toEqual({
      stdout: "{}\n",
      stderr: "for-loop: The hook input is not valid UTF-8.\n",
      exitCode: 0,
    })
    expect(place.state().status).toBe("running")
  })
})
