import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import type { Fields } from "./json.ts"
import { isFields, parseJson } from "./json.ts"

const maxOutputBytes = 16 * 1024 * 1024

export type HostRun = {
  readonly end:
    | { readonly kind: "exited"; readonly code: number | null }
    | { readonly kind: "timeout" }
    | { readonly kind: "stopped" }
  readonly stdout: string
  readonly stderr: string
  /** The JSON objects among the lines of stdout. */
  readonly stream: readonly Fields[]
  readonly durationMs: number
}

type HostCall = {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly timeoutMs: number
  /** Ends the host like a user who closes the terminal; the run then reads as `stopped`. */
  readonly signal?: AbortSignal | undefined
}

/** Runs one host to its end with closed stdin, in a process group of its own that dies with it. */
export function runHost({ program, args, cwd, env, timeoutMs, signal }: HostCall): Promise<HostRun> {
  const started = Date.now()
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true })
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)]
  let cut: "timeout" | "stopped" | null = null
  const stop = (why: "timeout" | "stopped") => {
    cut = why
    killGroup(child)
  }
  const timer = setTimeout(() => stop("timeout"), timeoutMs)
  const onAbort = () => stop("stopped")
  signal?.addEventListener("abort", onAbort, { once: true })
  const run = new Promise<HostRun>((resolve, reject) => {
    child.on("error", reject)
    child.on("close", (code) => {
      const text = stdout()
      resolve({
        end: cut === null ? { kind: "exited", code } : { kind: cut },
        stdout: text,
        stderr: stderr(),
        stream: text.split("\n").map(parseJson).filter(isFields),
        durationMs: Date.now() - started,
      })
    })
  })
  return run.finally(() => {
    clearTimeout(timer)
    signal?.removeEventListener("abort", onAbort)
    killGroup(child)
  })
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = []
  let bytes = 0
  stream.on("data", (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= maxOutputBytes) chunks.push(chunk)
  })
  return () => Buffer.concat(chunks).toString("utf8")
}

/** The group has the host's own id, because it was started detached; whatever it left behind goes with it. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, "SIGKILL")
  } catch {
    // Already gone, which is what was wanted.
  }
}
