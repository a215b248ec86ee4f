import { ensureDir, readTextIfPresent, writeFileAtomic } from "../../system/atomic-file.ts"
import { isCount, parseRecord } from "../../system/json-record.ts"
import { gatewayFolder, keyUsePath } from "../config/paths.ts"

type KeyUse = {
  lastOf(name: string): number | null
  note(name: string): void
  close(): void
}

const writeEveryMs = 60_000

/** When each key was used last. Written at most once a minute: it informs people and decides nothing. */
export function openKeyUse(home: string, now: () => number): KeyUse {
  const used = read(home)
  let writtenAt = 0
  let unwritten = false

  const write = (): void => {
    unwritten = false
    writtenAt = now()
    try {
      ensureDir(gatewayFolder(home))
      // What another process noted in between is newer knowledge about other keys.
      for (const [name, at] of read(home)) used.set(name, Math.max(at, used.get(name) ?? 0))
      writeFileAtomic(keyUsePath(home), `${JSON.stringify(Object.fromEntries(used))}\n`, "cached")
    } catch {
      // A full disk must not refuse a client its answer.
    }
  }
  return {
    lastOf: (name) => used.get(name) ?? null,
    note: (name) => {
      used.set(name, now())
      unwritten = true
      if (now() - writtenAt >= writeEveryMs) write()
    },
    close: () => {
      if (unwritten) write()
    },
  }
}

function read(home: string): Map<string, number> {
  try {
    const told = parseRecord(readTextIfPresent(keyUsePath(home)) ?? "") ?? {}
    return new Map(Object.entries(told).flatMap(([name, at]) => (isCount(at) ? [[name, at] as const] : [])))
  } catch {
    return new Map()
  }
}
