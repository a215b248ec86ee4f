import type { LoopState } from "../../src/loop/state.ts"
import { readLedger } from "../../src/spend/ledger.ts"
import { readJournal } from "../../src/store/journal.ts"
import { peekState } from "../../src/store/state-file.ts"

/** What does not agree with these iterations having happened, each once: state, journal and ledger are counted apart. */
export function miscounts(home: string, loop: string, iterations: number): string[] {
  const expected = Array.from({ length: iterations }, (_, i) => i + 1)
  const state = readableState(home, loop)
  const journal = readJournal(home, loop).events
  const journalled = journal
    .filter((event) => event.kind === "iteration")
    .map((event) => Number.parseInt(event.detail, 10))
  const seqs = journal.map((event) => event.seq)
  const paid = readLedger(home, { from: 0, to: Number.POSITIVE_INFINITY })
    .records.filter((record) => record.loop === loop)
    .map((record) => record.iteration)
    .sort((a, b) => a - b)
  return [
    ...differs("state", [state?.iteration], [iterations]),
    ...differs("iterations", state?.iterations.map((entry) => entry.n) ?? [], expected),
    ...differs("journal", journalled, expected),
    ...differs("numbers of the journal", seqs, [...new Set(seqs)]),
    ...differs("ledger", paid, [0, ...expected]),
  ]
}

/** The state as it is, or null when it cannot be read. */
export function readableState(home: string, loop: string): LoopState | null {
  const seen = peekState(home, loop)
  return seen.kind === "ok" ? seen.state : null
}

function differs(what: string, found: readonly unknown[], expected: readonly unknown[]): string[] {
  const [is, should] = [JSON.stringify(found), JSON.stringify(expected)]
  return is === should ? [] : [`${what}: ${is} in place of ${should}`]
}
