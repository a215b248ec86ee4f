import type fc from "fast-check"

/**
 * Something that must stand whatever it is given. Inputs are text, so that each that once broke it can be kept as a small file; what
 * needs more than a text reads it out of one.
 */
export type Target = {
  /** Kebab-case; names its folder in the corpus. */
  readonly name: string
  readonly inputs: fc.Arbitrary<string>
  /** Throws or rejects when something does not hold. */
  readonly check: (input: string) => void | Promise<void>
  /** Inputs of one run within `npm test`. */
  readonly runs: number
}

/** An input that broke a target, made as small as could be found. */
export type Broken = { readonly input: string; readonly why: string }

/** Processor time that an input may take, in ms: a second for what is loaded when first needed, and 5 ms for each thousand characters. */
export function mostMs(input: string): number {
  return 1000 + input.length / 200
}

/** Runs a check and measures it. Throws what the check throws, or that it took too long: on the processor, so that a busy machine is no failure. */
export async function within(target: Target, input: string): Promise<void> {
  const before = process.threadCpuUsage()
  await target.check(input)
  const { user, system } = process.threadCpuUsage(before)
  const ms = (user + system) / 1000
  if (ms > mostMs(input))
    throw new Error(`${Math.round(ms)} ms of processor time for ${input.length} characters`)
}
