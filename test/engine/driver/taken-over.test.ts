import { existsSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it, vi } from "vitest"
import { deliverStop, stateOf } from "../../../src/engine/driver/deliver.ts"
import { hookContextOf } from "../../../src/engine/driver/run.ts"
import type { LoopState } from "../../../src/loop/state.ts"
import { listLoops } from "../../../src/store/state-file.ts"
import { ageLock } from "../../faults/age-lock.ts"
import { miscounts } from "../../faults/counts.ts"
import { type RunPlayground, runPlayground } from "./run-playground.ts"

const wrong = { edits: [{ file: "fixed", text: "wrong\n" }], says: "I tried." }
const right = { edits: [{ file: "fixed", text: "right\n" }], says: "Now the word is right." }

describe("a run that is taken for stuck while its checks run", () => {
  it("S42 goes on with the answer of whoever took over, and its turn counts once", async () => {
    using play = runPlayground()
    const running = play.start([play.scripted([heldUp(play), right])])
    const loop = await checksRun(play)
    expect((await deliverAgain(play, loop)).kind).toBe("continue")
    writeFileSync(join(play.folder, "go"), "")
    expect(await running).toMatchObject({ state: { outcome: { kind: "verified" }, iteration: 2 } })
    expect(miscounts(play.home, loop.id, 2)).toEqual([])
  })

  it("S42 ends and saves nothing when whoever took over had no answer for its turn; it can be taken up", async () => {
    using play = runPlayground()
    const running = play.start([play.scripted([heldUp(play), right])])
    const loop = await checksRun(play)
    ageLock(play.home, loop.id)
    rmSync(join(play.home, "locks", `${loop.id}.lock`))
    writeFileSync(join(play.folder, "go"), "")
    expect(await running).toMatchObject({
      kind: "refused",
      why: expect.stringContaining("the lock was taken over while the checks ran; nothing of them was saved"),
    })
    expect(stateOf(play.home, loop.id)).toMatchObject({ status: "running", iteration: 0 })
    expect(miscounts(play.home, loop.id, 0)).toEqual([])
  })
})

/** A turn whose checks last until a file `go` is there. */
function heldUp(play: RunPlayground) {
  const wait = `echo > '${play.folder}/begun'\nwhile [ ! -e '${play.folder}/go' ]; do sleep 0.05; done\n`
  return { ...wrong, edits: [...wrong.edits, { file: "check.sh", text: `${wait}grep -q right fixed\n` }] }
}

async function checksRun(play: RunPlayground): Promise<LoopState> {
  await vi.waitFor(() => expect(existsSync(join(play.folder, "begun"))).toBe(true), 30_000)
  const [only] = listLoops(play.home)
  if (only?.loaded.kind !== "ok") throw new Error("there is no loop")
  return only.loaded.state
}

/** The same turn's end once more, from a process that believes the first to be stuck; its checks are quick. */
async function deliverAgain(play: RunPlayground, loop: LoopState) {
  ageLock(play.home, loop.id)
  writeFileSync(join(play.project, "check.sh"), "grep -q right fixed\n")
  return await deliverStop(hookContextOf(play.run()), loop, {
    turn: 1,
    message: "I tried.",
    model: null,
    usage: { inputTokens: null, outputTokens: null, usd: null, basis: "unknown" },
    termination: { kind: "eligible" },
  })
}
