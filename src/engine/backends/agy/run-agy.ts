import { runProcess } from "../../../system/run-process.ts"
import type { TurnEvent } from "../../backend.ts"
import type { AgyExit } from "./classify.ts"
import { hear, nothingSaid, type Said } from "./collect.ts"
import { lineReader } from "./stream.ts"

export type AgyRun = { readonly said: Said; readonly exit: AgyExit; readonly stderr: string }

export type AgyCall = {
  readonly program: string
  /** Words before the arguments, where the program is an interpreter. */
  readonly words: readonly string[]
  readonly args: readonly string[]
  readonly stdin: string
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** Longest time without a byte on stdout or stderr, and longest time in all, in ms. */
  readonly idleMs: number
  readonly limitMs: number
  /** After the result a process gets this long to leave (platform document §5.4: some builds never do). */
  readonly lingerMs: number
  /** Where stdout is kept line by line, so that a paid answer survives us. */
  readonly log: (line: string) => void
}

const maxStderrBytes = 256 * 1024

/** Runs agy for one turn with both watchdogs; when this settles nothing of it is left running. */
export async function runAgy(
  call: AgyCall,
  on: (event: TurnEvent) => void,
  signal: AbortSignal,
): Promise<AgyRun> {
  const said = nothingSaid(call.args.includes("--conversation"))
  const watch = watchdogs(call, signal)
  const reader = lineReader((line) => {
    call.log(line)
    for (const event of hear(said, line)) on(event)
    if (said.result !== null) watch.resultCame()
  })
  try {
    const ran = await runProcess(call.program, [...call.words, ...call.args], {
      cwd: call.cwd,
      env: call.env,
      timeoutMs: call.limitMs,
      maxCaptureBytes: maxStderrBytes,
      stdin: call.stdin,
      signal: watch.signal,
      onOutput: () => watch.alive(),
      onStdout: (chunk) => reader.add(chunk),
    })
    reader.end()
    return { said, exit: exitOf(ran.end, watch.fired()), stderr: ran.stderr }
  } finally {
    watch.stop()
  }
}

type Fired = "idle" | "lingered" | "aborted" | null

function exitOf(end: Awaited<ReturnType<typeof runProcess>>["end"], fired: Fired): AgyExit {
  switch (end.kind) {
    case "exited":
      return end
    case "signalled":
      return end
    case "timeout":
      return { kind: "limit" }
    case "aborted":
      return { kind: fired ?? "aborted" }
    case "spawn-failed":
      return { kind: "not-started", why: `agy could not be started (${end.code})` }
    default:
      return end satisfies never
  }
}

function watchdogs(
  call: Pick<AgyCall, "idleMs" | "lingerMs">,
  outer: AbortSignal,
): {
  readonly signal: AbortSignal
  alive(): void
  resultCame(): void
  fired(): Fired
  stop(): void
} {
  const controller = new AbortController()
  let reason: Fired = null
  const fire = (why: Exclude<Fired, null>): void => {
    reason ??= why
    controller.abort(new Error(why))
  }
  const abort = (): void => fire("aborted")
  outer.addEventListener("abort", abort, { once: true })
  if (outer.aborted) abort()
  let idle = setTimeout(() => fire("idle"), call.idleMs)
  let linger: NodeJS.Timeout | null = null
  return {
    signal: controller.signal,
    alive: () => {
      clearTimeout(idle)
      idle = setTimeout(() => fire("idle"), call.idleMs)
    },
    resultCame: () => {
      linger ??= setTimeout(() => fire("lingered"), call.lingerMs)
    },
    fired: () => reason,
    stop: () => {
      clearTimeout(idle)
      if (linger !== null) clearTimeout(linger)
      outer.removeEventListener("abort", abort)
    },
  }
}
