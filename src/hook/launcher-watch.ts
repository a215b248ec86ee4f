const intervalMs = 1000

export type LauncherWatch = {
  /** Fires when the launcher is gone. It is watched from the first look at this on, so that most Stops need no timer. */
  readonly signal: AbortSignal
  stop(): void
}

/**
 * Notices when nobody waits for our answer any more: the launcher or the host's shell is gone (a hook timeout, a closed
 * IDE). The launcher names the processes to watch; without it the parent is watched. The signal ends running checks, so
 * that nothing is left behind.
 */
export function watchLauncher(env: NodeJS.ProcessEnv): LauncherWatch {
  const parent = process.ppid
  let started: { readonly signal: AbortSignal; readonly timer: NodeJS.Timeout } | null = null
  return {
    get signal() {
      started ??= startWatch(env, parent)
      return started.signal
    },
    stop: () => {
      if (started !== null) clearInterval(started.timer)
    },
  }
}

function startWatch(env: NodeJS.ProcessEnv, parent: number) {
  const controller = new AbortController()
  const waiting = (env.FOR_LOOP_WATCH_PIDS ?? "")
    .split(" ")
    .map(Number)
    .filter((pid) => pid > 1)
  const timer = setInterval(() => {
    if (process.ppid !== parent || waiting.some(isGone))
      controller.abort(new Error("nobody waits for the hook"))
  }, intervalMs)
  timer.unref()
  return { signal: controller.signal, timer }
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    // Another user's process may not be signalled, but it is there.
    return !(error instanceof Error && "code" in error && error.code === "EPERM")
  }
}
