import type { Matching } from "../match/match-tests.ts"
import type { Side } from "../match/side.ts"
import type { Unit } from "../match/unit.ts"

/** What every rule is given. */
export type Comparison = {
  readonly before: Side
  readonly after: Side
  readonly matching: Matching
  /** `--allow-test-edits`: tests may be rewritten, but the inventory may not shrink and skips may not grow (design §8). */
  readonly allowTestEdits: boolean
  /** Whether the sources under test changed in more than layout. */
  readonly sourceChanged: boolean
  readonly failedBefore: (unit: Pick<Unit, "file" | "test">) => boolean
}
