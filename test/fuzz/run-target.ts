import fc from "fast-check"
import { type Broken, type Target, within } from "./target.ts"

export type Run = { readonly seed: number; readonly runs: number; readonly ms: number | null }

/** Gives a target as many inputs as asked for, at most for so long; null when it stood. `onInput` hears of each before it is tried. */
export async function runTarget(
  target: Target,
  { seed, runs, ms }: Run,
  onInput: (input: string) => void = () => {},
): Promise<Broken | null> {
  const property = fc.asyncProperty(target.inputs, (input) => {
    onInput(input)
    return within(target, input)
  })
  const limit = ms === null ? {} : { interruptAfterTimeLimit: ms, markInterruptAsFailure: false }
  const { failed, counterexample, errorInstance } = await fc.check(property, {
    seed,
    numRuns: runs,
    ...limit,
  })
  if (!failed) return null
  return { input: counterexample?.[0] ?? "", why: whyOf(errorInstance) }
}

/** What went wrong and where, short enough to be read beside the input. */
function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, 200)
  const place = /\(?((?:src|test)\/[\w./-]+:\d+)/.exec(
    (error.stack ?? "").replaceAll(process.cwd(), "").replaceAll("/src/", "src/"),
  )
  const what = `${error.name}: ${error.message}`.replace(/\s+/g, " ").slice(0, 200)
  return place === null ? what : `${what} at ${place[1]}`
}
