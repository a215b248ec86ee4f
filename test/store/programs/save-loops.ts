import { appendJournal, completeJournal } from "../../../src/store/journal.ts"
import { loadState, saveState } from "../../../src/store/state-file.ts"

// Works like the hook, over and over until it is killed: load, complete the journal, save, append.
const [home = "", loop = ""] = process.argv.slice(2)
process.stdout.write("ready\n")
for (;;) {
  const loaded = loadState(home, loop)
  if (loaded.kind !== "ok") throw new Error(`a kill damaged the state: ${loaded.kind}`)
  const { state } = loaded
  completeJournal(home, state)
  const events = [1, 2, 3].map((step) => ({
    seq: state.seq + step,
    at: 1,
    kind: "noted",
    detail: "x".repeat(900),
  }))
  saveState(home, { ...state, seq: state.seq + 3, lastEvents: events })
  appendJournal(home, loop, events)
}
