import { join } from "node:path"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../../system/atomic-file.ts"
import { isCount, isRecord, parseRecord } from "../../system/json-record.ts"
import { listOf, numberOf, textOf } from "../codecs/fields.ts"
import { gatewayFolder } from "../config/paths.ts"
import type { ListedModel } from "./ask-models.ts"

/** What an upstream listed, and when (epoch ms). `place` tells when it is another upstream of the same name. */
export type KeptList = {
  readonly at: number
  readonly place: string
  readonly models: readonly ListedModel[]
}

export type KeptLists = {
  readonly get: (upstream: string) => KeptList | null
  readonly set: (upstream: string, list: KeptList) => void
}

/** Lists of models on disk, so that a start without a network knows them. A file that cannot be used counts as none. */
export function openKeptLists(home: string): KeptLists {
  const path = join(gatewayFolder(home), "models.json")
  const lists = new Map<string, KeptList>()
  for (const [name, value] of Object.entries(readAll(path))) {
    const list = readList(value)
    if (list !== null) lists.set(name, list)
  }
  return {
    get: (upstream) => lists.get(upstream) ?? null,
    set: (upstream, list) => {
      lists.set(upstream, list)
      try {
        ensureDir(gatewayFolder(home))
        writeFileAtomic(path, `${JSON.stringify(Object.fromEntries(lists))}\n`, "cached")
      } catch {
        // A full disk takes nothing but the next start's knowledge.
      }
    },
  }
}

function readAll(path: string): Readonly<Record<string, unknown>> {
  try {
    return parseRecord(readTextIfPresent(path) ?? "") ?? {}
  } catch {
    return {}
  }
}

function readList(value: unknown): KeptList | null {
  if (!isRecord(value) || !isCount(value.at)) return null
  const models = listOf(value.models).flatMap((item): ListedModel[] => {
    const id = isRecord(item) ? textOf(item.id) : null
    if (!isRecord(item) || id === null) return []
    return [{ id, displayName: textOf(item.displayName) ?? id, createdAt: numberOf(item.createdAt) }]
  })
  return { at: value.at, place: textOf(value.place) ?? "", models }
}
