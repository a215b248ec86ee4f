import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { recordOf, textOf } from "../../../src/gateway/codecs/fields.ts"
import { configPath, gatewayFolder } from "../../../src/gateway/config/paths.ts"
import type { KeyOrder } from "../../../src/gateway/keys/key.ts"
import { openKeys } from "../../../src/gateway/keys/open-keys.ts"
import { bytesOf, filesBelow } from "./home-files.ts"

const entry = join(import.meta.dirname, "..", "..", "..", "src", "cli", "for-loop.ts")
const startTimeoutMs = 20_000

/** `for-loop gateway` as a process of its own. */
export type SpawnedGateway = {
  readonly url: string
  readonly home: string
  readonly pid: number | undefined
  /** Makes a client key and tells its secret. */
  key(name: string, order?: KeyOrder): Promise<string>
  /** Everything it wrote to stdout and stderr. */
  output(): string
  /** Whether any file of its home holds this text. */
  fileHolds(text: string): boolean
  /** Whether the process lives. */
  alive(): boolean
  /** Resident memory, MB (Linux). */
  memoryMb(): number
  /** Open sockets of the process (Linux). */
  sockets(): number
  /** Sends the signal and waits for the end. */
  stop(signal: "SIGTERM" | "SIGKILL"): Promise<number | null>
  [Symbol.asyncDispose](): Promise<void>
}

export type SpawnOrder = {
  /** The content of config.json; the port is chosen by the system. */
  readonly config: Readonly<Record<string, unknown>>
  /** Secrets the configuration names. */
  readonly env: Readonly<Record<string, string>>
  /** A home that outlives the process; default: one of its own, removed in the end. */
  readonly home?: string
  /** Leading arguments of node; default: the command line's source. */
  readonly program?: readonly string[]
}

/** A temporary home for gateways that are started several times. */
export function temporaryHome(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), "for-loop-gateway-"))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) }
}

/** Starts it and waits until it tells its address; throws with what it said when it does not. */
export async function spawnGateway(order: SpawnOrder): Promise<SpawnedGateway> {
  const own = order.home === undefined ? temporaryHome() : null
  const home = order.home ?? own?.path ?? ""
  mkdirSync(gatewayFolder(home), { recursive: true, mode: 0o700 })
  writeFileSync(configPath(home), JSON.stringify(order.config, null, 2), { mode: 0o600 })
  const program = order.program ?? [entry]
  const child = spawn(process.execPath, [...program, "gateway", "--port", "0", "--json"], {
    env: {
      PATH: process.env.PATH,
      HOME: home,
      USERPROFILE: home,
      FOR_LOOP_HOME: home,
      TZ: "UTC",
      ...order.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const said: string[] = []
  child.stderr.on("data", (piece: Buffer) => said.push(String(piece)))
  const url = await addressOf(child, said).catch((cause: unknown) => {
    child.kill("SIGKILL")
    own?.[Symbol.dispose]()
    throw cause
  })
  const alive = () => child.exitCode === null && child.signalCode === null
  const stop = async (signal: "SIGTERM" | "SIGKILL"): Promise<number | null> => {
    if (alive()) {
      const ended = once(child, "exit")
      child.kill(signal)
      await ended
    }
    return child.exitCode
  }
  const keys = openKeys(home, Date.now)
  return {
    url,
    home,
    pid: child.pid,
    key: async (name, more = {}) => {
      const added = await keys.add(name, more)
      if (added.kind === "refused") throw new Error(added.why)
      return added.secret
    },
    output: () => said.join(""),
    fileHolds: (text) => filesBelow(home).some((path) => bytesOf(path).includes(text)),
    alive,
    memoryMb: () => Number(/VmRSS:\s+(\d+)/.exec(procFile(child, "status"))?.[1]) / 1024,
    sockets: () => socketsOf(child),
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop("SIGKILL")
      own?.[Symbol.dispose]()
    },
  }
}

function addressOf(child: ChildProcess, said: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ""
    const fail = (why: string) => reject(new Error(`the gateway ${why}: ${text}${said.join("")}`))
    const timer = setTimeout(() => fail("tells no address"), startTimeoutMs)
    child.stdout?.on("data", (piece: Buffer) => {
      said.push(String(piece))
      text += String(piece)
      const url = textOf(recordOf(parsed(text)).url)
      if (url === null) return
      clearTimeout(timer)
      resolve(url)
    })
    child.once("exit", (code) => {
      clearTimeout(timer)
      fail(`ended with ${code}`)
    })
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function procFile({ pid }: ChildProcess, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8")
  } catch {
    return ""
  }
}

function socketsOf({ pid }: ChildProcess): number {
  const folder = `/proc/${pid}/fd`
  const isSocket = (name: string): boolean => {
    try {
      return readlinkSync(join(folder, name)).startsWith("socket:")
    } catch {
      // Closed between the listing and this look.
      return false
    }
  }
  try {
    return readdirSync(folder).filter(isSocket).length
  } catch {
    return Number.NaN
  }
}
