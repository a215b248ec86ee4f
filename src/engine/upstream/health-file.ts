import { join } from "node:path"
import { shortHash } from "../../loop/hash.ts"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../../system/atomic-file.ts"
import { removeTree } from "../../system/files.ts"
import { isCount, isRecord, parseRecord } from "../../system/json-record.ts"
import { listNames } from "../../system/list-names.ts"
import { backendNames } from "../backend.ts"
import type { Link } from "../driver/run-event.ts"
import { type Health, healthy } from "./health.ts"

export type KnownUpstream = { readonly link: Link; readonly health: Health }

/** What is stored of an upstream, healthy when there is nothing or nothing that can be read. Throws StoreError. */
export function readHealth(home: string, link: Link): Health {
  return decode(readTextIfPresent(healthPath(home, link)) ?? "")?.health ?? healthy
}

/** Stores it by atomic replacement; of two processes that write at the same moment the later one is remembered. Throws StoreError. */
export function writeHealth(home: string, link: Link, health: Health): void {
  ensureDir(upstreamsFolder(home))
  writeFileAtomic(healthPath(home, link), `${JSON.stringify({ v: 1, ...link, ...health })}\n`, "cached")
}

/** Every upstream that something is stored of. Throws StoreError. */
export function listHealth(home: string): KnownUpstream[] {
  return listNames(upstreamsFolder(home)).flatMap((name) => {
    if (!name.endsWith(".json")) return []
    const known = decode(readTextIfPresent(join(upstreamsFolder(home), name)) ?? "")
    return known === null ? [] : [known]
  })
}

/** Forgets what is stored: the breaker is closed again. Throws StoreError. */
export function forgetHealth(home: string, link: Link): void {
  removeTree(healthPath(home, link))
}

/** The lock whose holder is the one process that may try an upstream while it is half-open. */
export function probePath(home: string, link: Link): string {
  return join(upstreamsFolder(home), `${nameOf(link)}.probe`)
}

function decode(text: string): KnownUpstream | null {
  const value = parseRecord(text)
  if (value === null || value.v !== 1) return null
  const { model, failures } = value
  const backend = backendNames.find((name) => name === value.backend)
  if (backend === undefined || !isCount(failures)) return null
  const link = { backend, model: typeof model === "string" ? model : null }
  return { link, health: { failures, open: decodeOpen(value.open) } }
}

function decodeOpen(value: unknown): Health["open"] {
  if (!isRecord(value)) return null
  const { times, since, lengthMs, why } = value
  if (!isCount(times) || !isCount(since) || !isCount(lengthMs)) return null
  return { times, since, lengthMs, why: typeof why === "string" ? why : "it failed" }
}

function healthPath(home: string, link: Link): string {
  return join(upstreamsFolder(home), `${nameOf(link)}.json`)
}

function nameOf({ backend, model }: Link): string {
  return model === null ? backend : `${backend}-${shortHash(model)}`
}

function upstreamsFolder(home: string): string {
  return join(home, "upstreams")
}
