import { fileFacts } from "../system/file-facts.ts"
import { ledgerFiles, readLedger } from "./ledger.ts"
import { nanosOf } from "./money.ts"

/** Money that stands in the lines of iterations only, because the host made the calls and told what they cost. */
type IterationMoney = {
  /**
   * Billionths since `from` (epoch ms), of one owner or of all (null). Loops in `called` made their calls through the call log: their
   * lines repeat what is counted there.
   */
  since(from: number, owner: string | null, called: () => ReadonlyMap<string, number>): number
}

/**
 * What the ledger says at each call of what this returns; read again only where a file changed, and looked at again only after
 * `trustMs`. Throws StoreError.
 */
export function iterationMoney(home: string, now: () => number, trustMs: number): () => IterationMoney {
  let stamp = ""
  let lookedAt = Number.NEGATIVE_INFINITY
  let spent: readonly { readonly at: number; readonly owner: string; readonly nanos: number }[] = []
  const refresh = (): void => {
    const at = now()
    if (at >= lookedAt && at - lookedAt < trustMs) return
    lookedAt = at
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
  const since: IterationMoney["since"] = (from, owner, called) => {
    if (spent.length === 0) return 0
    const known = called()
    const counted = spent.filter(
      (one) => one.at >= from && !known.has(one.owner) && (owner === null || one.owner === owner),
    )
    return counted.reduce((sum, { nanos }) => sum + nanos, 0)
  }
  return () => {
    refresh()
    return { since }
  }
}
