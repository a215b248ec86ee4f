import type { Shown } from "./page-state.ts"

/**
 * Numbers what is asked: each call begins an ask, and gives what says of its answer whether it is to be shown. The reader
 * waits for the answer to the last ask, so a "done" of an earlier one that comes after it is left out. A refusal never is.
 */
export function answerOrder(): () => (kind: Shown["kind"]) => boolean {
  let asked = 0
  /** The last of those whose answer was told. */
  let told = 0
  return () => {
    asked += 1
    const number = asked
    return (kind) => {
      if (kind === "done" && number < told) return false
      if (kind !== "text") told = Math.max(told, number)
      return true
    }
  }
}
