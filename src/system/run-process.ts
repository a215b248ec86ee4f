import { ChildProcess, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { basename } from "node:path"
import { type BoundedCapture, boundedCapture } from "./bounded-capture.ts"
import { findStartable } from "./find-program.ts"
import { type OutputFile, openOutputFile } from "./output-file.ts"
import { type ProcessTree, processTree } from "./process-tree.ts"

export type ProcessEnd =
  | { readonly kind: "exited"; readonly exitCode: number }
  | { readonly kind: "signalled"; readonly signal: string }
  | { readonly kind: "timeout" }
  | { readonly kind: "aborted" }
  | { readonly kind: "spawn-failed"; readonly code: string; readonly message: string }

export type ProcessResult = {
  readonly end: ProcessEnd
  readonly stdout: string
  readonly stderr: string
  /** True when bytes are missing from `stdout` or `stderr`, or the output file could not hold everything. */
  readonly truncated: boolean
  readonly durationMs: number
}

export type ProcessOptions = {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly timeoutMs: number
  /** Per stream; the middle is dropped. */
  readonly maxCaptureBytes: number
  readonly signal?: AbortSignal | undefined
  /** Text for stdin; without it stdin is at its end from the start. */
  readonly stdin?: string | undefined
  /** Receives stdout and stderr as they come, interleaved, up to `maxFileBytes`. */
  readonly outputFile?: string | undefined
  readonly maxFileBytes?: number | undefined
  readonly onOutput?: ((chunk: Buffer) => void) | undefined
  /** The same for stdout alone. */
  readonly onStdout?: ((chunk: Buffer) => void) | undefined
  /** From `shellCommand`; only Windows looks at it. */
  readonly verbatim?: boolean | undefined
  /** Time between the polite and the hard kill. */
  readonly graceMs?: number | undefined
  readonly tree?: ProcessTree | undefined
}

const longestTimerMs = 2 ** 31 - 1
const quietMs = 200
const longestDrainMs = 2000
const defaultFileBytes = 256 * 1024 * 1024

/**
 * Runs a program to its end and never throws for what the program does. On timeout or abort the whole tree is ended before
 * this settles (S71); what a finished program left running in its group is ended too, so that no server keeps a port.
 * A descendant that escaped with the pipes in its hands cannot delay the result by more than two seconds.
 */
export async function runProcess(
  program: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessResult> {
  const startedAt = performance.now()
  const output = collectOutput(options)
  const end = await runToEnd(program, args, options, output)
  return {
    end,
    stdout: output.stdout.text(),
    stderr: output.stderr.text(),
    truncated: output.stdout.truncated() || output.stderr.truncated() || output.file?.incomplete() === true,
    durationMs: performance.now() - startedAt,
  }
}

type Output = {
  readonly stdout: BoundedCapture
  readonly stderr: BoundedCapture
  readonly file: OutputFile | null
}

function collectOutput(options: ProcessOptions): Output {
  return {
    stdout: boundedCapture(options.maxCaptureBytes),
    stderr: boundedCapture(options.maxCaptureBytes),
    file: options.outputFile
      ? openOutputFile(options.outputFile, options.maxFileBytes ?? defaultFileBytes)
      : null,
  }
}

async function runToEnd(
  program: string,
  args: readonly string[],
  options: ProcessOptions,
  output: Output,
): Promise<ProcessEnd> {
  try {
    if (options.signal?.aborted) return { kind: "aborted" }
    const tree = options.tree ?? processTree()
    const child = start(program, args, options, tree)
    if (!(child instanceof ChildProcess)) return child
    return await supervise(child, options, output, tree)
  } finally {
    output.file?.close()
  }
}

function start(
  program: string,
  args: readonly string[],
  options: ProcessOptions,
  tree: ProcessTree,
): ChildProcess | ProcessEnd {
  const path = basename(program) === program ? findStartable(program, options.env) : program
  if (path === null) return { kind: "spawn-failed", code: "ENOENT", message: `spawn ${program} ENOENT` }
  try {
    return spawn(path, args, {
      cwd: options.cwd,
      env: options.env,
      detached: tree.detached,
      stdio: [options.stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      windowsHide: true,
      windowsVerbatimArguments: options.verbatim ?? false,
    })
  } catch (error) {
    return spawnFailure(error, options.cwd) // an over-long command line or a NUL byte is thrown, not emitted
  }
}

async function supervise(
  child: ChildProcess,
  options: ProcessOptions,
  output: Output,
  tree: ProcessTree,
): Promise<ProcessEnd> {
  const graceMs = options.graceMs ?? 2000
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()))
  const exited = exitOf(child, options.cwd)
  const pipes = readPipes(child, options, output)
  writeStdin(child, options.stdin)

  const stop = stopSignal(options)
  const first = await Promise.race([exited, stop.asked])
  stop.disarm()
  let end = first
  if (child.pid !== undefined) {
    if (first.kind === "timeout" || first.kind === "aborted") {
      await tree.end(child.pid, graceMs)
      // The exit event follows the kill; a process the kernel will not let go must not hold us.
      await within(exited, longestDrainMs)
    } else {
      await tree.endLeftovers(child.pid, graceMs)
      end = await exited
    }
  }
  await pipes.drained(closed)
  return end
}

function exitOf(child: ChildProcess, cwd: string): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(spawnFailure(error, cwd)))
    child.once("exit", (exitCode, signal) =>
      resolve(
        exitCode === null ? { kind: "signalled", signal: signal ?? "unknown" } : { kind: "exited", exitCode },
      ),
    )
  })
}

function readPipes(child: ChildProcess, options: ProcessOptions, output: Output) {
  let lastDataAt = 0
  const listen = (capture: BoundedCapture, also?: (chunk: Buffer) => void) => (chunk: Buffer) => {
    lastDataAt = performance.now()
    capture.add(chunk)
    output.file?.write(chunk)
    options.onOutput?.(chunk)
    also?.(chunk)
  }
  child.stdout?.on("data", listen(output.stdout, options.onStdout))
  child.stderr?.on("data", listen(output.stderr))
  return {
    /** Waits for the last bytes: until both pipes are closed, or quiet while somebody else still holds them. */
    async drained(closed: Promise<void>): Promise<void> {
      const from = performance.now()
      let open = true
      closed.then(
        () => {
          open = false
        },
        () => {},
      )
      do {
        await within(closed, 25)
      } while (
        open &&
        performance.now() - from < longestDrainMs &&
        performance.now() - Math.max(from, lastDataAt) < quietMs
      )
      child.stdout?.destroy()
      child.stderr?.destroy()
      child.stdin?.destroy()
    },
  }
}

function writeStdin(child: ChildProcess, text: string | undefined): void {
  child.stdin?.on("error", () => {}) // the program may end without reading (EPIPE)
  child.stdin?.end(text)
}

function stopSignal(options: ProcessOptions): { asked: Promise<ProcessEnd>; disarm(): void } {
  let disarm = () => {}
  const asked = new Promise<ProcessEnd>((resolve) => {
    const abort = () => resolve({ kind: "aborted" })
    const ms = Math.min(longestTimerMs, Math.max(0, options.timeoutMs))
    const timer = setTimeout(() => resolve({ kind: "timeout" }), ms)
    options.signal?.addEventListener("abort", abort, { once: true })
    disarm = () => {
      clearTimeout(timer)
      options.signal?.removeEventListener("abort", abort)
    }
  })
  return { asked, disarm: () => disarm() }
}

async function within(promise: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([promise, late])
  clearTimeout(timer)
}

function spawnFailure(error: unknown, cwd: string): ProcessEnd {
  const message = error instanceof Error ? error.message : String(error)
  const code =
    error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "UNKNOWN"
  // A missing folder is reported by the system as if the program were missing.
  if (code === "ENOENT" && !existsSync(cwd))
    return { kind: "spawn-failed", code, message: `the folder ${cwd} does not exist` }
  return { kind: "spawn-failed", code, message }
}
