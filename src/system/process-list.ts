import { spawnSync } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"

/** One running process. `identity` tells two processes with the same recycled pid apart. */
export type ProcessEntry = {
  readonly pid: number
  readonly parent: number
  readonly group: number
  readonly identity: string
}

/**
 * Running processes of a POSIX system, zombies left out (they hold nothing and only wait for their parent).
 * Linux is read from /proc, others through `ps`; an empty list when neither answers.
 */
export function listProcesses(): ProcessEntry[] {
  return fromProc() ?? fromPs()
}

/** Everything below `pid` in `entries`, also what left its process group, `pid` itself excluded. */
export function descendantsOf(entries: readonly ProcessEntry[], pid: number): ProcessEntry[] {
  const found: ProcessEntry[] = []
  const known = new Set([pid])
  let grew = true
  while (grew) {
    grew = false
    for (const entry of entries) {
      if (known.has(entry.parent) && !known.has(entry.pid)) {
        known.add(entry.pid)
        found.push(entry)
        grew = true
      }
    }
  }
  return found
}

function fromProc(): ProcessEntry[] | null {
  let names: string[]
  try {
    names = readdirSync("/proc").filter((name) => /^\d+$/.test(name))
  } catch {
    return null
  }
  if (names.length === 0) return null
  const entries: ProcessEntry[] = []
  for (const name of names) {
    const entry = parseProcStat(readStat(name))
    if (entry !== null) entries.push(entry)
  }
  return entries
}

function readStat(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8")
  } catch {
    return "" // it ended while the list was read
  }
}

/** proc(5): `pid (name) state ppid pgrp … starttime(22)`; the name may itself hold blanks and brackets. */
function parseProcStat(text: string): ProcessEntry | null {
  const close = text.lastIndexOf(")")
  if (close < 0) return null
  const fields = text.slice(close + 2).split(" ")
  if (fields[0] === "Z" || fields[0] === "X") return null
  return {
    pid: Number.parseInt(text, 10),
    parent: Number(fields[1]),
    group: Number(fields[2]),
    identity: fields[19] ?? "",
  }
}

function fromPs(): ProcessEntry[] {
  const run = spawnSync("ps", ["-A", "-o", "pid=,ppid=,pgid=,stat=,lstart="], {
    encoding: "utf8",
    timeout: 5000,
    maxBuffer: 16 * 1024 * 1024,
  })
  const entries: ProcessEntry[] = []
  for (const line of (run.stdout ?? "").split("\n")) {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line)
    if (match === null || match[4]?.startsWith("Z")) continue
    entries.push({
      pid: Number(match[1]),
      parent: Number(match[2]),
      group: Number(match[3]),
      identity: match[5] ?? "",
    })
  }
  return entries
}
