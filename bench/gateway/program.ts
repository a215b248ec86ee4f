import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createServer } from "node:net"
import { setTimeout as wait } from "node:timers/promises"

/** A server that was started for the benchmark, in a process of its own. */
export type Program = {
  readonly name: string
  readonly url: string
  /** From start to the first answer, ms. */
  readonly startMs: number
  /** Resident memory, MB; NaN where the system does not tell. */
  memoryMb(): number
  readonly pid: number | undefined
  stop(): Promise<void>
}

const startTimeoutMs = 20_000

/** Runs `node …args` with a home of its own on the second core, and waits until it answers at `port`. */
export async function startProgram(
  name: string,
  args: readonly string[],
  home: string,
  port: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const started = performance.now()
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, HOME: home, NODE_ENV: "production", ...env },
    stdio: ["ignore", "ignore", "pipe"],
  })
  let said = ""
  child.stderr.on("data", (piece: Buffer) => {
    said = `${said}${piece}`.slice(-4000)
  })
  pin(child.pid, 1)
  const url = `http://127.0.0.1:${port}`
  while (!(await answers(url))) {
    if (child.exitCode !== null || performance.now() - started > startTimeoutMs) {
      child.kill("SIGKILL")
      throw new Error(`${name} does not answer: ${said}`)
    }
    await wait(20)
  }
  return program(name, url, performance.now() - started, child)
}

/** Wraps a process that answers already. */
function program(name: string, url: string, startMs: number, child: ChildProcess): Program {
  return {
    name,
    url,
    startMs,
    memoryMb: () => residentMb(child.pid),
    pid: child.pid,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, "exit")
      child.kill("SIGKILL")
      await ended
    },
  }
}

/** Gateway and load on different cores, where the system can do that. */
export function pin(pid: number | undefined, core: number): void {
  if (process.platform === "linux" && pid !== undefined)
    spawnSync("taskset", ["-a", "-cp", String(core), String(pid)], { stdio: "ignore" })
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  await once(server, "close")
  if (address === null || typeof address === "string") throw new Error("no port is free")
  return address.port
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(1000) })
    return true
  } catch {
    return false
  }
}

/** Time on the processor so far, ms (Linux; NaN elsewhere): other than the clock, it hardly minds a busy machine. */
export function processorMs(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? []
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return Number.NaN
  }
}

function residentMb(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8")
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
  } catch {
    return Number.NaN
  }
}
