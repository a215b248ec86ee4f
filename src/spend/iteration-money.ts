import { fileFacts } from "../system/file-facts.ts"
import { ledgerFiles, readLedger } from "./ledger.ts"
import { nanosOf } from "./money.ts"

/** Money that stands in the lines of iterations only, because the host made the calls and told what they cost. */
export type IterationMoney = {
  /**
   * Billionths since `from` (epoch ms), of one owner or of all (null). Loops in `called` made their calls through the call log: their
   * lines repeat what is counted there. Throws StoreError.
   */
  since(from: number, owner: string | null, called: ReadonlyMap<string, number>): number
}

/** Reads the ledger again only where a file changed. */
export function iterationMoney(home: string): IterationMoney {
  let stamp = ""
  let spent: readonly { readonly at: number; readonly owner: string; readonly nanos: number }[] = []
  const refresh = (): void => {
    const found = ledgerFiles(home)
      .map((path) => `${path} ${fileFacts(path)?.stamp ?? ""}`)
      .join("\n")
    if (found === stamp) return
    stamp = found
    const { records } = readLedger(home, { from: 0, to: Number.POSITIVE_INFINITY })
    spent = records.flatMap(({ at, loop, usd }) =>
      usd === null || usd === 0 ? [] : [{ at, owner: `loop:${loop}`, nanos: nanosOf(usd) }],
    )
  }
  return {
    since: (from, owner, called) => {
      refresh()
      const counted = spent.filter(
        (one) => one.at >= from && !called.has(one.owner) && (owner === null || one.owner === owner),
      )
      return counted.reduce((sum, { nanos }) => sum + nanos, 0)
    },
  }
}
