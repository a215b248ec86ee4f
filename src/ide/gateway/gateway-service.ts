import { dirname } from "node:path"
import { adminEntrance, adminToken } from "../../admin/admin-token.ts"
import { readRunning } from "../../gateway/run/running.ts"
import { runProcess } from "../../system/run-process.ts"
import { type FirstLine, readFirstLine } from "./first-line.ts"

export type GatewayServiceOrder = {
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  /** A Node, or the host itself run as one. */
  readonly execPath: string
  /** The bundle of `gateway-process.ts`. */
  readonly entry: string
  /** Folder of the built pages. */
  readonly assets: string
  readonly version: string
  readonly note: (text: string) => void
}

/** The gateway as a window of the IDE knows it. */
export type GatewayService = {
  /** The one that runs in this home, whoever started it. Throws StoreError. */
  running(): { readonly url: string } | null
  /** Starts one unless one runs. Never rejects. */
  start(): Promise<FirstLine>
  /** Ends the one that this window started; `elsewhere`: somebody else did, and ends it. */
  stop(): Promise<"stopped" | "not-running" | "elsewhere">
  /** The secret of the page. Throws StoreError. */
  token(): string
  /** The page's address for a browser; null while none runs. Throws StoreError. */
  page(): string | null
  dispose(): void
}

/** How long calls under way may take when the gateway is ended. */
const graceMs = 15_000
/** Started windows of an overnight run: as long as timers go. */
const longestMs = 2 ** 31 - 1
/** Starting reads key stores of the system, which may ask their user first. */
const startMs = 60_000

/** The gateway runs as a process of its own, so that it takes nothing from the editor; it ends with the window. */
export function gatewayService(order: GatewayServiceOrder): GatewayService {
  const { home, env, execPath, entry, assets, version, note } = order
  let own: { readonly abort: AbortController; readonly ended: Promise<void> } | null = null
  let starting: Promise<FirstLine> | null = null

  const spawn = (): Promise<FirstLine> => {
    const abort = new AbortController()
    return new Promise((resolve) => {
      let out = ""
      const late = setTimeout(
        () =>
          resolve({ kind: "refused", message: "The gateway does not answer.", next: "The log says more." }),
        startMs,
      )
      const hear = (chunk: Buffer): void => {
        out += chunk.toString("utf8")
        const [line, rest] = out.split("\n", 2)
        if (rest === undefined) return
        clearTimeout(late)
        resolve(readFirstLine(line ?? "") ?? unclear)
      }
      const ended = runProcess(execPath, [entry, assets, version, String(process.pid)], {
        // A folder that is surely there, and no project whose files would be picked up.
        cwd: dirname(entry),
        env: { ...env, ELECTRON_RUN_AS_NODE: "1" },
        timeoutMs: longestMs,
        maxCaptureBytes: 64 * 1024,
        graceMs,
        signal: abort.signal,
        onStdout: hear,
      }).then(({ end, stderr }) => {
        if (own?.abort === abort) own = null
        if (end.kind !== "aborted") note(`The gateway ended (${end.kind}). ${stderr}`.trim())
        clearTimeout(late)
        resolve(unclear)
      })
      own = { abort, ended }
    })
  }

  const start = async (): Promise<FirstLine> => {
    const found = readRunning(home)
    if (found !== null) return { kind: "running", url: found.url }
    return await spawn()
  }

  return {
    running: () => readRunning(home),
    start() {
      starting ??= start()
        .catch((error: unknown): FirstLine => ({ kind: "refused", message: String(error), next: "" }))
        .finally(() => {
          starting = null
        })
      return starting
    },
    async stop() {
      if (own === null) return readRunning(home) === null ? "not-running" : "elsewhere"
      own.abort.abort()
      await own.ended
      return "stopped"
    },
    token: () => adminToken(home),
    page() {
      const found = readRunning(home)
      return found === null ? null : adminEntrance(found.url, adminToken(home))
    },
    dispose: () => own?.abort.abort(),
  }
}

const unclear: FirstLine = {
  kind: "refused",
  message: "The gateway did not start.",
  next: "The log of For Loop says why.",
}
