const intervalMs = 1000

/**
 * Notices when nobody waits for our answer any more: the launcher or the host's shell is gone (a hook timeout, a closed
 * IDE). The launcher names the processes to watch; without it the parent is watched. The signal ends running checks, so
 * that nothing is left behind.
 */
export function watchLauncher(env: NodeJS.ProcessEnv): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController()
  const parent = process.ppid
  const waiting = (env.FOR_LOOP_WATCH_PIDS ?? "")
    .split(" ")
    .map(Number)
    .filter((pid) => pid > 1)
  const timer = setInterval(() => {
    if (process.ppid !== parent || waiting.some(isGone))
      controller.abort(new Error("nobody waits for the hook"))
  }, intervalMs)
  timer.unref()
  return { signal: controller.signal, stop: () => clearInterval(timer) }
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
