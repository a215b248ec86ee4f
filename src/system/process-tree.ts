import { spawn } from "node:child_process"
import { descendantsOf, listProcesses, type ProcessEntry } from "./process-list.ts"

/** How a child has to be started so that its whole tree can be ended, and how to end it. */
export type ProcessTree = {
  /** Whether the child must lead its own process group. */
  readonly detached: boolean
  /** Ends the child and everything below it; settles when nothing is left or after `graceMs` and a hard kill. */
  end(pid: number, graceMs: number): Promise<void>
  /** After the child itself exited: ends what it left running in its group. */
  endLeftovers(pid: number, graceMs: number): Promise<void>
}

/** The few operating system calls a tree needs; handed in by tests that play another platform. */
export type Killer = {
  /** Sends a signal (0 = only ask) to a pid, or to a group when negative; false when nothing received it. */
  signal(pid: number, signal: NodeJS.Signals | 0): boolean
  list(): ProcessEntry[]
  /** Runs a helper program to its end; never throws. */
  run(program: string, args: readonly string[]): Promise<void>
}

/**
 * The way of this platform to end a process tree: a process group on POSIX (SIGTERM, grace, SIGKILL), `taskkill /T /F` on
 * Windows, where groups do not exist and `detached` would open a console window. A plain `kill` or a spawn timeout
 * leaves grandchildren running (S71).
 */
export function processTree(
  platform: NodeJS.Platform = process.platform,
  killer: Killer = systemKiller,
): ProcessTree {
  return platform === "win32" ? windowsTree(killer) : posixTree(killer)
}

function windowsTree(killer: Killer): ProcessTree {
  // An absolute path, because Windows would look in the working directory first.
  const taskkill = `${process.env.SystemRoot ?? "C:\\Windows"}\\System32\\taskkill.exe`
  return {
    detached: false,
    end: (pid) => killer.run(taskkill, ["/PID", String(pid), "/T", "/F"]),
    // Without a living parent the tree cannot be walked; a left-over child is not reachable.
    endLeftovers: async () => {},
  }
}

function posixTree(killer: Killer): ProcessTree {
  return {
    detached: true,
    end: async (pid, graceMs) => {
      // Browsers and daemons started by a test leave the group, so the tree below is noted before parents die.
      const strays = descendantsOf(killer.list(), pid).filter((entry) => entry.group !== pid)
      await endAll(killer, pid, strays, graceMs)
    },
    endLeftovers: async (pid, graceMs) => {
      if (killer.signal(-pid, 0)) await endAll(killer, pid, [], graceMs)
    },
  }
}

async function endAll(
  killer: Killer,
  pid: number,
  strays: readonly ProcessEntry[],
  graceMs: number,
): Promise<void> {
  const send = (signal: NodeJS.Signals) => {
    killer.signal(-pid, signal)
    for (const stray of strays) if (isAlive(killer, stray)) killer.signal(stray.pid, signal)
  }
  send("SIGTERM")
  const until = Date.now() + graceMs
  let pauseMs = 10
  while (anythingLeft(killer, pid, strays)) {
    if (Date.now() >= until) return send("SIGKILL")
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    pauseMs = Math.min(100, pauseMs * 2)
  }
}

function anythingLeft(killer: Killer, pid: number, strays: readonly ProcessEntry[]): boolean {
  if (strays.length === 0 && !killer.signal(-pid, 0)) return false
  return killer.list().some((entry) => entry.group === pid || strays.some((stray) => isSame(entry, stray)))
}

function isAlive(killer: Killer, stray: ProcessEntry): boolean {
  return killer.list().some((entry) => isSame(entry, stray))
}

function isSame(a: ProcessEntry, b: ProcessEntry): boolean {
  return a.pid === b.pid && a.identity === b.identity
}

const systemKiller: Killer = {
  signal(pid, signal) {
    try {
      return process.kill(pid, signal)
    } catch {
      return false // ESRCH: gone already; EPERM: not ours any more
    }
  },
  list: listProcesses,
  run(program, args) {
    return new Promise((resolve) => {
      const child = spawn(program, args, { stdio: "ignore", windowsHide: true })
      child.once("error", () => resolve())
      child.once("exit", () => resolve())
    })
  },
}
