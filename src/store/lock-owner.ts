import { readFileSync, statSync } from "node:fs"
import { hostname } from "node:os"
import { readTextIfPresent } from "../system/atomic-file.ts"
import { isCount, parseRecord } from "../system/json-record.ts"
import { errnoOf, onDisk } from "../system/store-error.ts"

/** What a lock file says. `torn`: created, but its writer did not get to fill it. */
export type Owner =
  | {
      readonly kind: "process"
      readonly token: string
      readonly pid: number
      readonly host: string
      /** When the process started, in the kernel's own unit, where it can be read; tells a re-used pid apart. */
      readonly born: string | null
      /** Epoch ms of the acquisition. */
      readonly at: number
      /** The same in ms of the machine's own clock, which nobody can set; null = not told. */
      readonly up: number | null
    }
  | { readonly kind: "torn"; readonly token: string; readonly changedAt: number }

/** The owner record of this process for a new lock. */
export function ownRecord(token: string, now: number): Owner & { readonly kind: "process" } {
  const born = processOf(process.pid)?.born ?? null
  return { kind: "process", token, pid: process.pid, host: hostname(), born, at: now, up: monotonicMs() }
}

/** Who is written in the lock file, or null when there is none. Throws StoreError. */
export function readOwner(path: string): Owner | null {
  const text = readTextIfPresent(path)
  if (text === null) return null
  return decode(text) ?? tornOwner(path)
}

/** Whether the owner certainly does not work any more. Of another machine's process nothing is known: not dead. */
export function isDead(owner: Owner): boolean {
  if (owner.kind === "torn" || owner.host !== hostname()) return false
  if (!answersSignals(owner.pid)) return true
  const found = processOf(owner.pid)
  if (found === null) return false
  return found.zombie || (owner.born !== null && owner.born !== found.born)
}

/** Whether it holds for longer than `staleMs`: of a process of this machine by a clock that nobody can set (S42). */
export function isOverdue(
  owner: Owner & { readonly kind: "process" },
  now: number,
  staleMs: number,
): boolean {
  if (now - owner.at <= staleMs) return false
  if (owner.up === null || owner.host !== hostname()) return true
  const passed = monotonicMs() - owner.up
  // Below zero: the machine was started anew since.
  return passed < 0 || passed > staleMs
}

/** `performance` would load its module (1.2 ms) at every hook run. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** The owner in words, for messages. */
export function describeOwner(owner: Owner): string {
  if (owner.kind === "torn") return "a process that did not name itself"
  return `process ${owner.pid} on ${owner.host} since ${new Date(owner.at).toISOString()}`
}

function decode(text: string): Owner | null {
  const value = parseRecord(text)
  if (value === null) return null
  const { token, pid, host, born, at, up } = value
  if (typeof token !== "string" || !/^[0-9a-f]{16}$/.test(token) || typeof host !== "string") return null
  if (!isCount(pid) || !Number.isSafeInteger(pid) || pid === 0 || !isCount(at) || at > 8.64e15) return null
  return {
    kind: "process",
    token,
    pid,
    host,
    born: typeof born === "string" ? born : null,
    at,
    up: isCount(up) ? up : null,
  }
}

/** Its token is the inode's identity, so that two torn files at one path are told apart. */
function tornOwner(path: string): Owner | null {
  return onDisk(path, () => {
    const found = statSync(path, { throwIfNoEntry: false })
    if (found === undefined) return null
    return { kind: "torn", token: `torn-${found.ino}-${Math.floor(found.mtimeMs)}`, changedAt: found.mtimeMs }
  })
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errnoOf(error) !== "ESRCH"
  }
}

/**
 * What Linux tells of a process (proc(5), fields 3 and 22 of `stat`); null elsewhere. A killed process whose parent
 * has not collected it still answers signals: it is a zombie.
 */
function processOf(pid: number): { readonly zombie: boolean; readonly born: string | null } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    return { zombie: fields[0] === "Z", born: fields[19] ?? null }
  } catch {
    return null
  }
}
