import { join } from "node:path"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../../system/atomic-file.ts"
import { isCount, isRecord, parseRecord } from "../../system/json-record.ts"
import { gatewayFolder } from "../config/paths.ts"

/** What each credential cost today, for its own stops (`stopAtUsdPerDay`, `modelStops`); the ledger knows calls, not credentials. */
export type CredentialSpend = {
  /** `model` null = through the credential in all. */
  readonly today: (upstream: string, credential: string, model: string | null) => number
  readonly add: (used: {
    readonly upstream: string
    readonly credential: string
    readonly model: string
    readonly usd: number
  }) => void
  readonly close: () => void
}

const writeAfterMs = 1000

/** Written at most once a second, and when the gateway stops: a kill loses that second, the shared budget loses nothing. */
export function openCredentialSpend(home: string, now: () => number): CredentialSpend {
  const path = join(gatewayFolder(home), "credential-spend.json")
  let { day, spent } = readSpend(path)
  let waiting: NodeJS.Timeout | null = null

  const turnDay = (): void => {
    const today = dayOf(now())
    if (today === day) return
    day = today
    spent = new Map()
  }
  const write = (): void => {
    if (waiting !== null) clearTimeout(waiting)
    waiting = null
    try {
      ensureDir(gatewayFolder(home))
      writeFileAtomic(path, `${JSON.stringify({ day, spent: Object.fromEntries(spent) })}\n`, "cached")
    } catch {
      // A full disk must not refuse a client its answer; the shared budget is kept elsewhere.
    }
  }
  return {
    today: (upstream, credential, model) => {
      turnDay()
      return spent.get(nameOf(upstream, credential, model)) ?? 0
    },
    add: ({ upstream, credential, model, usd }) => {
      turnDay()
      for (const each of [null, model]) {
        const name = nameOf(upstream, credential, each)
        spent.set(name, (spent.get(name) ?? 0) + usd)
      }
      waiting ??= setTimeout(write, writeAfterMs).unref()
    },
    close: () => {
      if (waiting !== null) write()
    },
  }
}

/** Names of upstreams and credentials hold no slash. */
function nameOf(upstream: string, credential: string, model: string | null): string {
  return model === null ? `${upstream}/${credential}` : `${upstream}/${credential}/${model}`
}

function readSpend(path: string): { readonly day: string; readonly spent: Map<string, number> } {
  try {
    const { day, spent } = parseRecord(readTextIfPresent(path) ?? "") ?? {}
    const known = Object.entries(isRecord(spent) ? spent : {})
    const counts = known.flatMap(([name, usd]) => (isCount(usd) ? [[name, usd] as const] : []))
    return { day: typeof day === "string" ? day : "", spent: new Map(counts) }
  } catch {
    return { day: "", spent: new Map() }
  }
}

/** A day of this machine's clock, as the ledger counts days unless told otherwise. */
function dayOf(at: number): string {
  const date = new Date(at)
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`
}
