/** Signals of a run: the first Ctrl-C asks for a pause after the turn, the second ends everything at once. */
export type RunSignals = { readonly kill: AbortSignal; stop(): void }

/**
 * Listens until `stop`. `onPause` is called at the first SIGINT; the second, and any SIGTERM or SIGHUP, fires `kill`,
 * which ends the agent and running checks with their whole trees.
 */
export function runSignals(onPause: () => void): RunSignals {
  const controller = new AbortController()
  let asked = 0
  const interrupt = (): void => {
    asked += 1
    if (asked === 1) onPause()
    else controller.abort(new Error("you pressed Ctrl-C twice"))
  }
  const end = (): void => controller.abort(new Error("the process was asked to end"))
  process.on("SIGINT", interrupt)
  process.on("SIGTERM", end)
  process.on("SIGHUP", end)
  return {
    kill: controller.signal,
    stop: () => {
      process.removeListener("SIGINT", interrupt)
      process.removeListener("SIGTERM", end)
      process.removeListener("SIGHUP", end)
    },
  }
}
