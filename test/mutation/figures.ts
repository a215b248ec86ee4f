import { z } from "zod"
import { type Equivalent, isEquivalent } from "./equivalents.ts"
import type { Mutant } from "./judged.ts"

/** What the last run of an area came to; kept in the repository, so that the page can be written from any run. */
export const figuresSchema = z.strictObject({
  date: z.string(),
  /** Source files of the area, and how many of them were drawn. */
  files: z.number(),
  measured: z.number(),
  /** Test files of the area, and how many of them were gone through. */
  tests: z.number(),
  asked: z.number(),
  mutants: z.number(),
  killed: z.number(),
  timeouts: z.number(),
  survived: z.number(),
  uncovered: z.number(),
  equivalent: z.number(),
  loading: z.number(),
})

export type Figures = z.infer<typeof figuresSchema>

/** Counts the mutants of an area; survivors of the list of equivalents count for themselves. */
export function figuresOf(
  mutants: readonly Mutant[],
  equivalents: readonly Equivalent[],
  run: Pick<Figures, "date" | "files" | "measured" | "tests" | "asked">,
): Figures {
  const alive = mutants.filter(({ end }) => end === "survived" || end === "uncovered")
  const open = alive.filter((mutant) => !isEquivalent(mutant, equivalents))
  const count = (among: readonly Mutant[], end: Mutant["end"]) =>
    among.filter((mutant) => mutant.end === end).length
  return {
    ...run,
    mutants: mutants.length,
    killed: count(mutants, "noticed"),
    timeouts: count(mutants, "timeout"),
    survived: count(open, "survived"),
    uncovered: count(open, "uncovered"),
    equivalent: alive.length - open.length,
    loading: count(mutants, "loading"),
  }
}

/** Share of the mutants that tests noticed, in percent, among those that can be noticed; null when there are none. */
export function scoreOf({ killed, timeouts, survived, uncovered }: Figures): number | null {
  const noticed = killed + timeouts
  const all = noticed + survived + uncovered
  return all === 0 ? null : (100 * noticed) / all
}
