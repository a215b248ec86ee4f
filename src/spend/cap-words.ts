import type { Limit } from "./call-record.ts"
import { usdOf, usdText } from "./money.ts"

/** A cap for people, as the beginning of a sentence. */
export function capWords({ cap, nanos }: Limit, owner: string): string {
  const amount = usdText(usdOf(nanos))
  const whose = owner.startsWith("key:") ? "this key" : "this loop"
  switch (cap) {
    case "each":
      return `The cap of ${amount} for ${whose}`
    case "own-daily":
      return `The cap of ${amount} a day for ${whose}`
    case "own-weekly":
      return `The cap of ${amount} a week for ${whose}`
    case "daily":
      return `The cap of ${amount} a day`
    case "weekly":
      return `The cap of ${amount} a week`
    default:
      return cap satisfies never
  }
}

/** When the cap begins anew, as a part of a sentence. */
export function resetWords({ to }: Limit): string {
  return to === null ? "" : `, it begins anew at ${new Date(to).toISOString()}`
}
