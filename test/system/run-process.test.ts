import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { listProcesses } from "../../src/system/process-list.ts"
import { type Killer, processTree } from "../../src/system/process-tree.ts"
import { type ProcessOptions, runProcess } from "../../src/system/run-process.ts"
import { shellCommand } from "../../src/system/shell-command.ts"

const folder = mkdtempSync(join(tmpdir(), "run process é "))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const base: ProcessOptions = { cwd: folder, env: process.env, timeoutMs: 20_000, maxCaptureBytes: 64 * 1024 }
const runShell = (command: string, options: Partial<ProcessOptions> = {}) => {
  const shell = shellCommand(command, process.platform)
  return runProcess(shell.program, shell.args, { ...base, verbatim: shell.verbatim, ...options })
}
const runNode = (script: string, options: Partial<ProcessOptions> = {}) =>
  runProcess(process.execPath, ["-e", script], { ...base, ...options })

const posixOnly = it.skipIf(process.platform === "win32")

function printMegabytes(count: number): string {
  return `
    const line = 'x'.repeat(1023) + '\\n'
    process.stdout.write('first line\\n')
    let left = ${count} * 1024
    const more = () => {
      while (left-- > 0) if (!process.stdout.write(line)) return process.stdout.once('drain', more)
      process.stdout.write('last line\\n')
    }
    more()`
}

function isRunning(pid: number): boolean {
  return listProcesses().some((entry) => entry.pid === pid)
}

async function untilGone(pid: number): Promise<boolean> {
  for (let i = 0; i < 100 && isRunning(pid); i++) await new Promise((resolve) => setTimeout(resolve, 20))
  return !isRunning(pid)
}

function pidFrom(path: string): number {
  return Number(readFileSync(path, "utf8"))
}

describe("end of a process", () => {
  it("reports the exit code and keeps both streams apart", async () => {
    const result = await runNode("console.log('out'); console.error('err'); process.exitCode = 3")
    expect(result).toMatchObject({
      end: { kind: "exited", exitCode: 3 },
      stdout: "out\n",
      stderr: "err\n",
      truncated: false,
    })
  })

  posixOnly("names the signal that ended the program", async () => {
    expect((await runNode("process.kill(process.pid, 'SIGKILL')")).end).toEqual({
      kind: "signalled",
      signal: "SIGKILL",
    })
  })

  it("is a value when the program does not exist", async () => {
    const result = await runProcess("no-such-program-for-loop", [], base)
    expect(result.end).toMatchObject({ kind: "spawn-failed", code: "ENOENT" })
  })

  it("says so when it is the working directory that does not exist", async () => {
    const result = await runNode("0", { cwd: join(folder, "gone") })
    expect(result.end).toMatchObject({
      kind: "spawn-failed",
      code: "ENOENT",
      message: expect.stringContaining("gone"),
    })
  })

  it("is a value when the command line is refused before anything starts", async () => {
    expect((await runProcess(process.execPath, ["\0"], base)).end.kind).toBe("spawn-failed")
  })

  it("gives a program without stdin an end of file at once", async () => {
    const result = await runNode("process.stdin.resume().on('end', () => console.log('end'))")
    expect(result).toMatchObject({ end: { kind: "exited", exitCode: 0 }, stdout: "end\n" })
  })

  it("hands over stdin and survives a program that does not read it", async () => {
    const echo = await runNode("process.stdin.pipe(process.stdout)", { stdin: "héllo" })
    expect(echo.stdout).toBe("héllo")
    const deaf = await runNode("process.exit(0)", { stdin: "x".repeat(1_000_000) })
    expect(deaf.end).toEqual({ kind: "exited", exitCode: 0 })
  })
})

describe("timeout and abort", () => {
  posixOnly("S71 ends grandchildren with the child when the time is over", async () => {
    const pidFile = join(folder, "grandchild")
    const result = await runShell(`sleep 300 & echo $! > '${pidFile}'; sleep 300`, { timeoutMs: 700 })
    expect(result.end).toEqual({ kind: "timeout" })
    expect(await untilGone(pidFrom(pidFile))).toBe(true)
  })

  posixOnly("S71 ends a descendant that moved to its own process group", async () => {
    const pidFile = join(folder, "detached")
    const script = `
      const c = require('node:child_process').spawn('sleep', ['300'], { detached: true, stdio: 'inherit' })
      require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(c.pid))
      setInterval(() => {}, 1000)`
    const result = await runNode(script, { timeoutMs: 1500 })
    expect(result.end).toEqual({ kind: "timeout" })
    expect(await untilGone(pidFrom(pidFile))).toBe(true)
  })

  posixOnly("S71 kills hard what ignores the polite signal", async () => {
    const pidFile = join(folder, "stubborn")
    const result = await runShell(`trap '' TERM; echo $$ > '${pidFile}'; while :; do sleep 0.05; done`, {
      timeoutMs: 500,
      graceMs: 200,
    })
    expect(result.end).toEqual({ kind: "timeout" })
    expect(await untilGone(pidFrom(pidFile))).toBe(true)
  })

  it("S71 calls taskkill for the whole tree on Windows", async () => {
    const calls: string[][] = []
    const killer: Killer = {
      signal: () => {
        throw new Error("Windows has no signals")
      },
      list: () => [],
      run: async (program, args) => {
        calls.push([program, ...args])
        process.kill(Number(args[1]), "SIGKILL")
      },
    }
    const tree = processTree("win32", killer)
    const result = await runNode("console.log(process.pid); setInterval(() => {}, 1000)", {
      timeoutMs: 1000,
      tree,
    })
    expect(tree.detached).toBe(false)
    expect(result.end).toEqual({ kind: "timeout" })
    expect(calls).toEqual([
      [expect.stringMatching(/System32\\taskkill\.exe$/), "/PID", result.stdout.trim(), "/T", "/F"],
    ])
  })

  it("never calls a program that ran out of time a success, even when it ends with 0 on the signal", async () => {
    const result = await runNode(
      "process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000)",
      {
        timeoutMs: 1000,
      },
    )
    expect(result.end).toEqual({ kind: "timeout" })
  })

  it("ends on abort, and does not start at all when aborted before", async () => {
    const abort = new AbortController()
    const running = runNode("console.log('up'); setInterval(() => {}, 1000)", {
      signal: abort.signal,
      onOutput: () => abort.abort(),
    })
    expect(await running).toMatchObject({ end: { kind: "aborted" }, stdout: "up\n" })
    const marker = join(folder, "started")
    const never = await runNode(`require('node:fs').writeFileSync(${JSON.stringify(marker)}, '')`, {
      signal: abort.signal,
    })
    expect(never.end).toEqual({ kind: "aborted" })
    expect(() => statSync(marker)).toThrow()
  })
})

// The sleepers live 300 s, ten times the time limit of a test: waiting for one fails it.
describe("left-over processes", () => {
  posixOnly("a background child that holds the pipes neither delays the result nor survives it", async () => {
    const pidFile = join(folder, "server")
    const result = await runShell(`sleep 300 & echo $! > '${pidFile}'; echo done`)
    expect(result).toMatchObject({ end: { kind: "exited", exitCode: 0 }, stdout: "done\n" })
    expect(await untilGone(pidFrom(pidFile))).toBe(true)
  })

  posixOnly("an escaped daemon that holds the pipes does not delay the result", async () => {
    const pidFile = join(folder, "daemon")
    const script = `
      const c = require('node:child_process').spawn('sleep', ['300'], { detached: true, stdio: 'inherit' })
      require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(c.pid))
      c.unref(); console.log('parent done')`
    const result = await runNode(script)
    process.kill(pidFrom(pidFile), "SIGKILL")
    expect(result).toMatchObject({ end: { kind: "exited", exitCode: 0 }, stdout: "parent done\n" })
  })
})

describe("output", () => {
  it("S84 keeps beginning and end of 50 MB in bounded memory and all of it in the file", async () => {
    const outputFile = join(folder, "big.log")
    const result = await runNode(printMegabytes(50), { outputFile })
    expect(result.truncated).toBe(true)
    expect(result.stdout.startsWith("first line\n")).toBe(true)
    expect(result.stdout.endsWith("last line\n")).toBe(true)
    expect(Buffer.byteLength(result.stdout)).toBeLessThan(base.maxCaptureBytes + 100)
    expect(statSync(outputFile).size).toBe(50 * 1024 * 1024 + "first line\nlast line\n".length)
  })

  it("S84 does not grow with the output", async () => {
    const before = process.memoryUsage.rss()
    await runNode(printMegabytes(300))
    expect(process.memoryUsage.rss() - before).toBeLessThan(150 * 1024 * 1024)
  })

  it("writes both streams into one file that only its owner can read", async () => {
    const outputFile = join(folder, "both.log")
    writeFileSync(outputFile, "old")
    await runNode("console.log('a'); console.error('b')", { outputFile })
    expect(readFileSync(outputFile, "utf8").split("\n").sort().join("")).toBe("ab")
  })

  it("stops writing the file at its limit and says that it is incomplete", async () => {
    const outputFile = join(folder, "limited.log")
    const result = await runNode("console.log('x'.repeat(5000))", { outputFile, maxFileBytes: 1000 })
    expect(result.truncated).toBe(true)
    expect(statSync(outputFile).size).toBe(1000)
  })
})

describe("shell", () => {
  it("S93 is /bin/sh or cmd.exe and never bash", () => {
    expect(shellCommand("npm test", "linux")).toEqual({
      program: "/bin/sh",
      args: ["-c", "npm test"],
      verbatim: false,
    })
    expect(shellCommand("npm test", "darwin").program).toBe("/bin/sh")
    expect(shellCommand('npm test -- "a b"', "win32", "C:\\Windows\\System32\\cmd.exe")).toEqual({
      program: "C:\\Windows\\System32\\cmd.exe",
      args: ["/d", "/s", "/c", '"npm test -- "a b""'],
      verbatim: true,
    })
    expect(shellCommand("x", "win32", undefined).program).toMatch(/cmd\.exe$/i)
  })

  it("S91 runs in a folder with a blank and non-ASCII characters", async () => {
    const result = await runShell("node -p 'process.cwd()'".replaceAll("'", '"'))
    expect(result.stdout.trim()).toContain("run process é ")
  })

  it.skipIf(process.platform !== "win32")(
    "S90 runs a command line through cmd.exe (needs Windows)",
    async () => {
      expect((await runShell('echo "a b"')).stdout.trim()).toBe('"a b"')
    },
  )
})
