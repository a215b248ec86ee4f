import { type ChildProcess, spawn } from "node:child_process"
import { findStartable } from "../system/find-program.ts"
import { quietConfig } from "./git-env.ts"
import { gitFailed, gitMissing, gitTimeout } from "./git-error.ts"

/** Where a git command runs; a `Repository` is one. */
export type GitPlace = { readonly top: string; readonly env: NodeJS.ProcessEnv }

export type GitOptions = {
  /** Absolute path of the index to use instead of the repository's. */
  readonly index?: string
  /** A promise lets git start while its input is still being made; if that fails, git is ended. */
  readonly stdin?: string | Buffer | Promise<string>
  /** Output beyond this is dropped and git is ended; default 256 MB. */
  readonly maxBytes?: number
  /** Default 120 s: a clean filter that waits for a network must not hold a loop for ever. */
  readonly timeoutMs?: number
}

export type GitResult = {
  readonly exitCode: number | null
  readonly stdout: Buffer
  readonly stderr: string
  /** True when git was ended because `maxBytes` were read. */
  readonly truncated: boolean
}

const defaultMaxBytes = 256 * 1024 * 1024
const defaultTimeoutMs = 120_000

/** Runs one git command to its end. Resolves for every exit code; throws GitError when git is missing or too slow. */
export function runGit(
  place: GitPlace,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitResult> {
  const program = findStartable("git", place.env)
  if (program !== null) return collect(start(program, place, args, options), args, options)
  if (options.stdin instanceof Promise) options.stdin.catch(() => {}) // nobody is left to hear of it
  return Promise.reject(gitMissing(new Error("spawn git ENOENT")))
}

/** Like `runGit`, but any exit code other than 0 throws GitError. Returns stdout without its last line break. */
export async function gitText(
  place: GitPlace,
  args: readonly string[],
  options: GitOptions = {},
): Promise<string> {
  const result = await runGit(place, args, options)
  if (result.exitCode !== 0) throw gitFailed(args, result.exitCode, result.stderr)
  return result.stdout.toString("utf8").replace(/\n$/, "")
}

function start(program: string, place: GitPlace, args: readonly string[], options: GitOptions): ChildProcess {
  const config = quietConfig.flatMap((setting) => ["-c", setting])
  const env = options.index === undefined ? place.env : { ...place.env, GIT_INDEX_FILE: options.index }
  const child = spawn(program, [...config, ...args], {
    cwd: place.top,
    env,
    stdio: [options.stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    windowsHide: true,
  })
  // A command that fails early closes its end; what it printed says more than the broken pipe.
  child.stdin?.on("error", () => {})
  if (options.stdin instanceof Promise)
    options.stdin.then(
      (text) => child.stdin?.end(text),
      () => child.kill(),
    )
  else child.stdin?.end(options.stdin)
  return child
}

function collect(child: ChildProcess, args: readonly string[], options: GitOptions): Promise<GitResult> {
  const maxBytes = options.maxBytes ?? defaultMaxBytes
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs
  return new Promise((resolve, reject) => {
    const stdout: Buffer[] = []
    let size = 0
    let stderr = ""
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      child.kill("SIGKILL")
      child.stdout?.destroy()
      child.stderr?.destroy()
    }, timeoutMs)
    child.stdout?.on("data", (chunk: Buffer) => {
      if (size < maxBytes) stdout.push(chunk.subarray(0, maxBytes - size))
      size += chunk.length
      if (size > maxBytes) child.kill("SIGKILL")
    })
    child.stderr?.setEncoding("utf8")
    child.stderr?.on("data", (chunk: string) => {
      if (stderr.length < 16_384) stderr += chunk
    })
    child.once("error", (cause) => {
      clearTimeout(timer)
      reject(gitMissing(cause))
    })
    child.once("close", (exitCode) => {
      clearTimeout(timer)
      if (timedOut) reject(gitTimeout(args, timeoutMs))
      else resolve({ exitCode, stdout: Buffer.concat(stdout), stderr, truncated: size > maxBytes })
    })
  })
}
