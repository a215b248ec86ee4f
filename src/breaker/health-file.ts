import { join } from "node:path"
import { shortHash } from "../loop/hash.ts"
import { isSafeId } from "../store/home.ts"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../system/atomic-file.ts"
import { removeTree } from "../system/files.ts"
import { isCount, isRecord, parseRecord } from "../system/json-record.ts"
import { listNames } from "../system/list-names.ts"
import { type Health, healthy } from "./health.ts"
import type { BreakerLink } from "./link.ts"

export type KnownUpstream = { readonly link: BreakerLink; readonly health: Health }

/** What is stored of an upstream, healthy when there is nothing or nothing that can be read. Throws StoreError. */
export function readHealth(home: string, link: BreakerLink): Health {
  const known = decode(readTextIfPresent(healthPath(home, link)) ?? "")
  const isOurs = known?.link.upstream === link.upstream && known.link.model === link.model
  return isOurs ? known.health : healthy
}

/** Stores it by atomic replacement; of two processes that write at the same moment the later one is remembered. Throws StoreError. */
export function writeHealth(home: string, link: BreakerLink, health: Health): void {
  const { upstream: backend, model } = link
  ensureDir(upstreamsFolder(home))
  writeFileAtomic(
    healthPath(home, link),
    `${JSON.stringify({ v: 1, backend, model, ...health })}\n`,
    "cached",
  )
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
export function forgetHealth(home: string, link: BreakerLink): void {
  removeTree(healthPath(home, link))
}

/** The lock whose holder is the one process that may try an upstream while it is half-open. */
export function probePath(home: string, link: BreakerLink): string {
  return join(upstreamsFolder(home), `${nameOf(link)}.probe`)
}

/** The file's word for the upstream is `backend`: the engine's backends were the first to have breakers. */
function decode(text: string): KnownUpstream | null {
  const value = parseRecord(text)
  if (value === null || value.v !== 1) return null
  const { backend: upstream, model, failures } = value
  if (typeof upstream !== "string" || upstream === "" || !isCount(failures)) return null
  const link = { upstream, model: typeof model === "string" ? model : null }
  return { link, health: { failures, open: decodeOpen(value.open) } }
}

function decodeOpen(value: unknown): Health["open"] {
  if (!isRecord(value)) return null
  const { times, since, lengthMs, why } = value
  if (!isCount(times) || !isCount(since) || !isCount(lengthMs)) return null
  return { times, since, lengthMs, why: typeof why === "string" ? why : "it failed" }
}

function healthPath(home: string, link: BreakerLink): string {
  return join(upstreamsFolder(home), `${nameOf(link)}.json`)
}

/** A name that a person gave need not be a file name. */
function nameOf({ upstream, model }: BreakerLink): string {
  const name = isSafeId(upstream) ? upstream : `named-${shortHash(upstream)}`
  return model === null ? name : `${name}-${shortHash(model)}`
}

function upstreamsFolder(home: string): string {
  return join(home, "upstreams")
}
