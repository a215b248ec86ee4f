/** What a runner prints when it stays alive on purpose. */
const watching =
  /Waiting for file changes|Watching for file changes|Watch Usage|press h to show help|waiting for changes before restart|Starting compilation in watch mode/i

/** What a runner prints when something keeps it alive by mistake. */
const openHandle = /did not exit one second after the test run has completed|open handle/i

/**
 * Explains a check that was still running at its limit (S72). `text` is its output, `finished` whether a report shows that its
 * tests had come to an end. Null when nothing says that it was more than slow.
 */
export function explainNeverExits(text: string, finished: boolean): string | null {
  if (watching.test(text)) {
    return "The runner stays alive to watch for changes. Use a command that runs once, such as `vitest run` or `jest --watch=false`."
  }
  if (openHandle.test(text)) {
    return "The tests came to an end, but an open handle (a timer, server or connection) keeps the runner alive. Close it after the tests."
  }
  return finished
    ? "The tests came to an end, but the process did not: it is in watch mode, or a timer, server or connection was left open."
    : null
}

/**
 * Watches output while it comes and calls `found` once the runner has said that it will never exit and then stayed quiet for
 * `quietMs`: waiting for the whole time limit would tell nothing more. `stop` ends the watching.
 */
export function watchForNeverExits(
  found: () => void,
  quietMs: number,
): { see(chunk: Buffer): void; stop(): void } {
  let recent = ""
  let said = false
  let timer: NodeJS.Timeout | undefined
  return {
    see(chunk) {
      recent = (recent + chunk.toString("latin1")).slice(-4096)
      said ||= watching.test(recent) || /did not exit one second after/.test(recent)
      if (!said) return
      clearTimeout(timer)
      timer = setTimeout(found, quietMs)
    },
    stop: () => clearTimeout(timer),
  }
}
