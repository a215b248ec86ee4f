import { spawnSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { isRecord, parseRecord } from "../../src/system/json-record.ts"
import { type FaultKind, fits, outcomeOf } from "../faults/fault-kinds.ts"
import { patchFs } from "../faults/patch-fs.ts"

export type Disturbed<T> =
  | { readonly kind: "answered"; readonly value: T; readonly struck: boolean; readonly told: boolean }
  /** The process was killed: nothing of it reached the disk after that. */
  | { readonly kind: "died" }

/** What stands for the death of a process in this one. */
class Death extends Error {}

/** Process id of a program that has ended. */
const ended = spawnSync(process.execPath, ["--version"]).pid

/**
 * Does `work` while its `at`-th fitting call below `home` goes wrong. A kill freezes the disk at that call, and the
 * locks that are left then name a process that is dead.
 */
export async function disturbed<T>(
  home: string,
  fault: { readonly kind: FaultKind; readonly at: number },
  work: () => Promise<T>,
): Promise<Disturbed<T>> {
  let calls = 0
  let struck = 0
  let dead = false
  const restore = patchFs({
    roots: [`${home}/`],
    next: (call) => {
      calls += 1
      if (dead) return { kind: "dies", work: "none" }
      if (struck === 0 && calls >= fault.at && fits(fault.kind, call)) struck = calls
      return struck === 0 ? { kind: "works" } : outcomeOf({ kind: fault.kind, at: struck }, calls, call)
    },
    die: () => {
      dead = true
      throw new Death("killed")
    },
  })
  const listening = listen()
  try {
    const value = await work()
    if (!dead) return { kind: "answered", value, struck: struck > 0, told: listening.heard() }
  } catch (error) {
    if (!dead) throw error
  } finally {
    restore()
    listening.stop()
    buryLocks(home)
  }
  return { kind: "died" }
}

/** The hook tells of some faults on stderr only; here that is heard and not shown. */
export function listen(): { heard(): boolean; stop(): void } {
  const write = process.stderr.write
  let count = 0
  process.stderr.write = (): boolean => {
    count += 1
    return true
  }
  return {
    heard: () => count > 0,
    stop: () => {
      process.stderr.write = write
    },
  }
}

/** Every Stop is a process of its own, which has ended by now. */
function buryLocks(home: string): void {
  const folder = join(home, "locks")
  if (!existsSync(folder)) return
  for (const path of readdirSync(folder).map((name) => join(folder, name))) {
    const owner = parseRecord(readFileSync(path, "utf8"))
    if (isRecord(owner)) {
      if (owner.pid === process.pid) writeFileSync(path, JSON.stringify({ ...owner, pid: ended, born: null }))
      continue
    }
    // Torn: believed for 5 s, which have passed in this week.
    const then = statSync(path).mtimeMs / 1000 - 60
    utimesSync(path, then, then)
  }
}
