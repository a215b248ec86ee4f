import { join } from "node:path"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../../system/atomic-file.ts"
import { isCount, isRecord, parseRecord } from "../../system/json-record.ts"
import { gatewayFolder } from "../config/paths.ts"

/** What went through each credential today; the ledger knows owners and models only. */
export type CredentialSpend = {
  add(upstream: string, credential: string, usd: number): void
  today(upstream: string, credential: string): number
  close(): void
}

const writeEveryMs = 1_000

/** `dayOf`: a name of the day that a moment (epoch ms) lies in. Kept over restarts; one process serves a home. */
export function openCredentialSpend(
  home: string,
  now: () => number,
  dayOf: (at: number) => string,
): CredentialSpend {
  const path = join(gatewayFolder(home), "credential-spend.json")
  let { day, sums } = read(path)
  let writtenAt = 0
  let unwritten = false

  const turn = (): void => {
    const today = dayOf(now())
    if (today === day) return
    day = today
    sums = new Map()
  }
  const write = (): void => {
    unwritten = false
    writtenAt = now()
    try {
      ensureDir(gatewayFolder(home))
      writeFileAtomic(path, `${JSON.stringify({ day, sums: Object.fromEntries(sums) })}\n`, "cached")
    } catch {
      // The ledger holds the money itself; this only shares it out over credentials.
    }
  }
  return {
    add: (upstream, credential, usd) => {
      turn()
      const name = nameOf(upstream, credential)
      sums.set(name, (sums.get(name) ?? 0) + usd)
      unwritten = true
      if (now() - writtenAt >= writeEveryMs) write()
    },
    today: (upstream, credential) => {
      turn()
      return sums.get(nameOf(upstream, credential)) ?? 0
    },
    close: () => {
      if (unwritten) write()
    },
  }
}

function nameOf(upstream: string, credential: string): string {
  return `${upstream}/${credential}`
}

function read(path: string): { day: string; sums: Map<string, number> } {
  const told = parseRecord(textOf(path))
  if (told === null || typeof told.day !== "string" || !isRecord(told.sums))
    return { day: "", sums: new Map() }
  const sums = Object.entries(told.sums).flatMap(([name, usd]) =>
    isCount(usd) ? [[name, usd] as const] : [],
  )
  return { day: told.day, sums: new Map(sums) }
}

function textOf(path: string): string {
  try {
    return readTextIfPresent(path) ?? ""
  } catch {
    return ""
  }
}
