import { appendLedger } from "../../../src/spend/ledger.ts"
import { createArm } from "../../../src/store/arm.ts"
import { writeBinding } from "../../../src/store/binding.ts"
import { addControl } from "../../../src/store/control.ts"
import { touchHeartbeat } from "../../../src/store/heartbeat.ts"
import { iterationDirectory } from "../../../src/store/iteration.ts"
import { appendJournal } from "../../../src/store/journal.ts"
import { acquireLock } from "../../../src/store/lock.ts"
import { appendNotice } from "../../../src/store/notices.ts"
import { loadState, saveState } from "../../../src/store/state-file.ts"
import { addTrust } from "../../../src/store/trust.ts"
import { StoreError } from "../../../src/system/store-error.ts"

// Tries every operation that writes, in a home it may not write to, and prints how each one failed.
const [home = "", loop = ""] = process.argv.slice(2)
const loaded = loadState(home, loop)
if (loaded.kind !== "ok") throw new Error(loaded.kind)
const { state } = loaded
const usage = { inputTokens: 1, outputTokens: 1, usd: 1, basis: "measured" } as const
const operations: Readonly<Record<string, () => unknown>> = {
  saveState: () => saveState(home, { ...state, task: "y".repeat(150_000) }),
  appendJournal: () => appendJournal(home, loop, [{ seq: 1, at: 1, kind: "k", detail: "z".repeat(150_000) }]),
  writeBinding: () => writeBinding(home, "c2", { loop, active: true, requestKey: "r".repeat(150_000) }),
  createArm: () =>
    createArm(home, { task: "t".repeat(150_000), settings: state.settings, checks: [], workspace: "/w" }, 1),
  addControl: () => addControl(home, loop, { kind: "steer", hint: "h".repeat(150_000), at: 1 }),
  touchHeartbeat: () => touchHeartbeat(home, loop, 1),
  addTrust: () => addTrust(home, "/w", "h".repeat(150_000), 1),
  iterationDirectory: () => iterationDirectory(home, loop, 1),
  appendNotice: () => appendNotice(home, { at: 1, loop, text: "n".repeat(150_000) }),
  appendLedger: () =>
    appendLedger(home, {
      ...usage,
      at: 1,
      loop: "l".repeat(150_000),
      iteration: 1,
      host: "antigravity",
      model: null,
      wallMs: 1,
      checkMs: 1,
    }),
}
const report: Record<string, { code: string; message: string }> = {}
for (const [name, operation] of Object.entries(operations)) {
  try {
    operation()
    report[name] = { code: "none", message: "" }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    report[name] = { code: error.code, message: error.message }
  }
}
const lock = await acquireLock(home, loop, { now: Date.now(), waitMs: 0, staleMs: 600_000 })
report.acquireLock = { code: lock.kind, message: lock.kind === "unavailable" ? lock.why : "" }
process.stdout.write(JSON.stringify(report))
