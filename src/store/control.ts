import { rmSync, unlinkSync } from "node:fs"
import { join } from "node:path"
import type { ControlRequest } from "../loop/control.ts"
import { limits } from "../loop/settings.ts"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../system/atomic-file.ts"
import { isCount, isRecord, parseRecord } from "../system/json-record.ts"
import { listNames } from "../system/list-names.ts"
import { errnoOf, onDisk } from "../system/store-error.ts"
import { uniqueHex } from "../system/unique-name.ts"
import { controlFolder } from "./paths.ts"
import { setAside } from "./set-aside.ts"

/** Told of a request that could not be understood: where it is kept now. */
export type CorruptRequest = (keptAs: string) => void

/** The last moment a date can name (ECMAScript time range); names are padded to its 16 digits. */
const lastMoment = 8.64e15
const requestName = /^\d{16}-\d{6}-[0-9a-f]{8}\.json$/

let added = 0

/** Leaves a request for a loop; its next event obeys it. Requests of one process keep their order. Throws StoreError. */
export function addControl(home: string, loop: string, request: ControlRequest): void {
  const folder = controlFolder(home, loop)
  ensureDir(folder)
  added = (added + 1) % 1_000_000
  const time = String(Math.floor(request.at)).padStart(16, "0")
  const name = `${time}-${String(added).padStart(6, "0")}-${uniqueHex(8)}.json`
  writeFileAtomic(join(folder, name), `${JSON.stringify(request)}\n`)
}

/**
 * Takes a loop's requests, oldest first; each is handed out to one caller only, even when two take at the same time.
 * A file that is no request is set aside and told to `onCorrupt`. Throws StoreError.
 */
export function takeControls(
  home: string,
  loop: string,
  onCorrupt: CorruptRequest = () => {},
): ControlRequest[] {
  return waiting(home, loop).flatMap(({ path, request }) => {
    if (request === null) {
      onCorrupt(setAside(path))
      return []
    }
    return removedByUs(path) ? [request] : []
  })
}

export type OpenControls = {
  readonly requests: readonly ControlRequest[]
  /** Where requests that could not be understood are kept now. */
  readonly corrupt: readonly string[]
  /** Removes these requests, and no later ones; to be called once their effect is saved. Throws StoreError. */
  settle(): void
}

/**
 * The same for a caller that saves: the requests stay until `settle`, so a kill in between loses none. Call it with the
 * loop's lock held. Throws StoreError.
 */
export function openControls(home: string, loop: string): OpenControls {
  const found = waiting(home, loop)
  const good = found.flatMap(({ path, request }) => (request === null ? [] : [{ path, request }]))
  const corrupt = found.filter(({ request }) => request === null).map(({ path }) => setAside(path))
  return {
    requests: good.map(({ request }) => request),
    corrupt,
    settle: () => {
      for (const { path } of good) removedByUs(path)
    },
  }
}

/** The requests that wait, oldest first, without taking them (a running check looks for a cancel). Throws StoreError. */
export function peekControls(home: string, loop: string): ControlRequest[] {
  return waiting(home, loop).flatMap(({ request }) => (request === null ? [] : [request]))
}

/** Forgets everything that was asked of a loop. Throws StoreError. */
export function dropControls(home: string, loop: string): void {
  const folder = controlFolder(home, loop)
  onDisk(folder, () => rmSync(folder, { recursive: true, force: true }))
}

function waiting(
  home: string,
  loop: string,
): { readonly path: string; readonly request: ControlRequest | null }[] {
  const folder = controlFolder(home, loop)
  return listNames(folder)
    .filter((name) => requestName.test(name))
    .flatMap((name) => {
      const path = join(folder, name)
      const text = readTextIfPresent(path)
      return text === null ? [] : [{ path, request: decode(parseRecord(text)) }]
    })
}

function removedByUs(path: string): boolean {
  return onDisk(path, () => {
    try {
      unlinkSync(path)
      return true
    } catch (error) {
      if (errnoOf(error) === "ENOENT") return false
      throw error
    }
  })
}

function decode(value: unknown): ControlRequest | null {
  if (!isRecord(value) || !isCount(value.at) || value.at > lastMoment) return null
  const { at, kind, maxIterations, maxMinutes, hint, finding, by } = value
  switch (kind) {
    case "cancel":
    case "pause":
      return { at, kind }
    case "resume":
      if (!isLimit(maxIterations, limits.maxIterations) || !isLimit(maxMinutes, limits.maxMinutes))
        return null
      return {
        at,
        kind,
        ...(maxIterations === undefined ? {} : { maxIterations: Math.floor(maxIterations) }),
        ...(maxMinutes === undefined ? {} : { maxMinutes }),
      }
    case "steer":
      return typeof hint === "string" ? { at, kind, hint } : null
    case "approve":
      return isName(finding, 400) && isName(by, 200) ? { at, kind, finding, by } : null
    default:
      return null
  }
}

/** Limits are finite and within their range (invariant 4); one that is absent stays as it was. */
function isLimit(
  value: unknown,
  range: { readonly min: number; readonly max: number },
): value is number | undefined {
  return value === undefined || (isCount(value) && value >= range.min && value <= range.max)
}

function isName(value: unknown, longest: number): value is string {
  return typeof value === "string" && value !== "" && value.length <= longest
}
