import type { CapName, Limit } from "./call-record.ts"
import type { Refusal } from "./call-state.ts"
import { capWords, resetWords } from "./cap-words.ts"
import { usdOf, usdText } from "./money.ts"

export type Reservation =
  | { readonly kind: "reserved"; readonly id: string }
  | {
      readonly kind: "refused"
      readonly cap: CapName | "unknown-price"
      /** US dollars spent under the cap, and reserved by calls that are under way. */
      readonly spent: number
      readonly reserved: number
      readonly limit: number
      /** Epoch ms; null when time alone changes nothing. */
      readonly resetsAt: number | null
      /** One sentence for people. */
      readonly message: string
    }

export type Warning = {
  readonly cap: CapName
  readonly percent: 80 | 95
  readonly spent: number
  readonly limit: number
  readonly resetsAt: number | null
  readonly message: string
}

/** No price is known, and a cap holds: nothing can be said of what the call may cost. */
export function unpriced({
  model,
  upstream,
}: {
  readonly model: string | null
  readonly upstream: string
}): Reservation {
  return {
    kind: "refused",
    cap: "unknown-price",
    spent: 0,
    reserved: 0,
    limit: 0,
    resetsAt: null,
    message: `No certain price is known for the model ${model ?? "of this call"} through ${upstream}, so its cost cannot be held under a cap; name its price in prices.json.`,
  }
}

/** Which cap refuses, and why. */
export function refusalOf({ limit, spent, reserved }: Refusal, owner: string): Reservation {
  const underWay = reserved === 0 ? "" : ` and ${usdText(usdOf(reserved))} reserved by calls under way`
  return {
    kind: "refused",
    cap: limit.cap,
    spent: usdOf(spent),
    reserved: usdOf(reserved),
    limit: usdOf(limit.nanos),
    resetsAt: limit.to,
    message: `${capWords(limit, owner)} would be passed: ${usdText(usdOf(spent))} spent${underWay}${resetWords(limit)}.`,
  }
}

/** A cap that is nearly used up. */
export function warningOf(limit: Limit, owner: string, percent: 80 | 95, spent: number): Warning {
  return {
    cap: limit.cap,
    percent,
    spent: usdOf(spent),
    limit: usdOf(limit.nanos),
    resetsAt: limit.to,
    message: `${percent} % of ${capWords(limit, owner).toLowerCase()} is used: ${usdText(usdOf(spent))} spent${resetWords(limit)}.`,
  }
}
