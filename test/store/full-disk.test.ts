import { execFileSync, spawnSync } from "node:child_process"
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { loadState, saveState } from "../../src/store/state-file.ts"
import { finish, start } from "./programs/run.ts"
import { sampleState, temporaryHome } from "./sample.ts"

const isRoot = process.getuid?.() === 0
const nobody = 65_534
const canMount = isRoot && process.platform === "linux" && tryMount()

function tryMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), "for-loop-mount-"))
  const mounted = spawnSync("mount", ["-t", "tmpfs", "tmpfs", place]).status === 0
  if (mounted) execFileSync("umount", [place])
  rmSync(place, { recursive: true })
  return mounted
}

/** A file system of its own for one test, `options` as for mount(8). */
function mountedHome(options: string): { readonly home: string; remount(options: string): void } {
  const home = mkdtempSync(join(tmpdir(), "for-loop-mount-"))
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", home])
  onTestFinished(() => {
    execFileSync("umount", [home])
    rmSync(home, { recursive: true })
  })
  return { home, remount: (changed) => execFileSync("mount", ["-o", `remount,${changed}`, home]) }
}

type Report = Readonly<Record<string, { readonly code: string; readonly message: string }>>

async function attempts(home: string, account?: number): Promise<Report> {
  const { stdout, code } = await finish(start("write", [home, "a"], account))
  expect(code).toBe(0)
  return JSON.parse(stdout)
}

const writing = [
  "saveState",
  "appendJournal",
  "writeBinding",
  "createArm",
  "addControl",
  "touchHeartbeat",
  "addTrust",
  "iterationDirectory",
  "appendNotice",
  "appendLedger",
]

function expectAll(report: Report, code: string): void {
  const { acquireLock, ...operations } = report
  expect(Object.keys(operations)).toEqual(writing)
  for (const [name, failure] of Object.entries(operations)) {
    expect(failure.code, name).toBe(code)
    expect(failure.message, name).toMatch(/\/.*\. \w.*\./)
  }
  expect(acquireLock).toMatchObject({ code: "unavailable" })
}

/** A home with one stored loop, handed to the account that may then only read it. */
function readableHome(): { readonly home: string; readonly account: number | undefined } {
  const outer = temporaryHome()
  const home = join(outer, "home")
  saveState(home, sampleState("a"))
  const account = isRoot ? nobody : undefined
  const entries = ["", ...readdirSync(home, { recursive: true, encoding: "utf8" })].map((name) =>
    join(home, name),
  )
  chmodSync(outer, 0o755)
  for (const path of entries.reverse()) {
    if (account !== undefined) chownSync(path, account, account)
    chmodSync(path, path.endsWith(".json") ? 0o400 : 0o500)
  }
  onTestFinished(() => {
    for (const path of entries.reverse()) chmodSync(path, 0o700)
  })
  return { home, account }
}

describe("a home that cannot be written", () => {
  it.skipIf(process.platform === "win32")(
    "S94 without permission: every operation says so with the next step, and reading goes on (POSIX modes)",
    async () => {
      const { home, account } = readableHome()
      expectAll(await attempts(home, account), "no-permission")
      expect(loadState(home, "a").kind).toBe("ok")
    },
  )

  it.skipIf(!canMount)(
    "S94 on a read-only file system: every operation says so (needs the right to mount)",
    async () => {
      const { home, remount } = mountedHome("size=2m")
      saveState(home, sampleState("a"))
      remount("ro")
      expectAll(await attempts(home), "read-only")
      expect(loadState(home, "a").kind).toBe("ok")
    },
  )

  it.skipIf(!canMount)(
    "on a full disk every larger write fails, and the stored state stays whole (needs the right to mount)",
    async () => {
      const { home } = mountedHome("size=64k")
      for (const folder of ["bindings", "arms", "control/a", "ledger", "locks", "loops/a"]) {
        mkdirSync(join(home, folder), { recursive: true })
      }
      saveState(home, sampleState("a", { iteration: 3 }))
      const stored = readFileSync(join(home, "loops", "a", "state.json"), "utf8")
      fillUp(home)
      const { acquireLock, iterationDirectory, ...operations } = await attempts(home)
      expect(iterationDirectory).toBeDefined()
      expect(acquireLock).toMatchObject({ code: "unavailable", message: expect.stringContaining("space") })
      for (const [name, failure] of Object.entries(operations)) expect(failure.code, name).toBe("disk-full")
      expect(readFileSync(join(home, "loops", "a", "state.json"), "utf8")).toBe(stored)
      expect(
        readdirSync(home, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".tmp")),
      ).toEqual([])
      expect(readdirSync(join(home, "locks"))).toEqual([])
    },
  )

  it.skipIf(process.platform === "win32")(
    "above a file size limit a larger state fails and the stored one stays whole (POSIX limits)",
    () => {
      const home = temporaryHome()
      saveState(home, sampleState("a", { iteration: 3 }))
      const program = new URL("programs/write.ts", import.meta.url).pathname
      const limited = spawnSync(
        "/bin/sh",
        ["-c", 'ulimit -f 64; exec "$@"', "sh", process.execPath, program, home, "a"],
        { encoding: "utf8" },
      )
      const report: Report = JSON.parse(limited.stdout)
      expect(report.saveState).toMatchObject({
        code: "disk-full",
        message: expect.stringContaining("state.json"),
      })
      expect(loadState(home, "a")).toMatchObject({ kind: "ok", state: { iteration: 3 } })
    },
  )

  it("S94 where the home is a file: the message names it", () => {
    const home = join(temporaryHome(), "file")
    writeFileSync(home, "")
    expect(() => saveState(home, sampleState("a"))).toThrow(
      expect.objectContaining({ code: "not-a-folder", message: expect.stringContaining(home) }),
    )
  })
})

/** Takes the last free page, so that not even a small file fits. */
function fillUp(home: string): void {
  try {
    for (let i = 0; i < 64; i++) writeFileSync(join(home, `filler-${i}`), Buffer.alloc(4096))
  } catch {
    // Full: that was the point.
  }
}
