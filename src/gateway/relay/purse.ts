import type { ClientKey } from "../keys/key.ts"
import type { CallUsage, GatewayError } from "../model/exchange.ts"
import type { Money } from "../money/open-money.ts"
import type { Target } from "../upstream/target.ts"
import type { CredentialSpend } from "./credential-spend.ts"

type Used = {
  readonly usage: CallUsage | null
  readonly aborted: boolean
  /** Whose tally it goes on; null = none was used. */
  readonly credential: string | null
  /** Tokens of the text that went to the client, roughly. */
  readonly seenOutputTokens: number | null
}

type Spent = { readonly usd: number | null; readonly basis: "measured" | "estimated" | "unknown" }

/** The money of one call: at most one reservation is open at a time, and none stays open. */
export type Purse = {
  /** Null = reserved, for this target; else why not (GB1 to GB4). Rejects with StoreError: then nothing may be sent. */
  readonly reserve: (target: Target) => Promise<GatewayError | null>
  /** Something was or may have been used. `usage` null = nobody told (G58). */
  readonly settle: (used: Used) => Promise<void>
  /** Nothing is billed for what was reserved. */
  readonly release: () => void
  /** Over all attempts. */
  readonly spent: () => Spent
}

export type PurseOrder = {
  readonly money: Money
  readonly credentialSpend: CredentialSpend
  readonly key: ClientKey
  /** Caps that are nearly used up are told here, once each. */
  readonly onTrouble: (message: string) => void
  /** An upper estimate (`mostInputTokens`). */
  readonly inputTokens: number
  readonly maxOutputTokens: number | null
}

export function openPurse(order: PurseOrder): Purse {
  const { money, key, inputTokens, maxOutputTokens } = order
  let open: { readonly id: string; readonly target: Target } | null = null
  let spent: Spent = { usd: null, basis: "unknown" }
  const release = (): void => {
    const id = open?.id
    open = null
    if (id !== undefined) money.release(id)
  }
  return {
    reserve: async (target) => {
      if (open?.target === target) return null
      release()
      const { upstream, model } = target
      const reserved = await money.reserve({ key, upstream, model, inputTokens, maxOutputTokens })
      if (reserved.kind === "refused") return reserved.error
      open = { id: reserved.id, target }
      return null
    },
    settle: async (used) => {
      const settling = open
      open = null
      if (settling === null) return
      const { upstream, model } = settling.target
      const { usd, basis, warnings } = await money.settle(settling.id, { upstream, model, ...used })
      if (usd !== null && used.credential !== null)
        order.credentialSpend.add({ upstream: upstream.name, credential: used.credential, model, usd })
      for (const warning of warnings) order.onTrouble(warning)
      const sum = usd === null && spent.usd === null ? null : (usd ?? 0) + (spent.usd ?? 0)
      spent = {
        usd: sum,
        basis: spent.basis === "estimated" ? "estimated" : usd === null ? "unknown" : basis,
      }
    },
    release,
    spent: () => spent,
  }
}
