import { describe, expect, it } from "vitest"
import { turnBreaker } from "../../src/loop/breaker.ts"
import type { Movement, Progress } from "../../src/loop/progress.ts"
import { runningLoop } from "./builders.ts"

const progress = (breaker: Progress["breaker"], why: string | null = null): Progress => ({
  ...runningLoop().progress,
  breaker,
  why,
})
const stagnant: Movement = { kind: "stagnant", why: "the same failing set 3 times in a row" }

describe("the breaker", () => {
  it.each<
    [
      string,
      Progress["breaker"],
      string | null,
      Movement,
      ReturnType<typeof turnBreaker>["kind"],
      Progress["breaker"],
      string | null,
    ]
  >([
    ["closes on movement", "half-open", "old", { kind: "moving" }, "go", "closed", null],
    [
      "stays as it is over what does not count",
      "half-open",
      "old",
      { kind: "uncounted" },
      "go",
      "half-open",
      "old",
    ],
    ["stays closed while nothing moves yet", "closed", null, { kind: "steady" }, "go", "closed", null],
    [
      "asks once for another strategy",
      "closed",
      null,
      stagnant,
      "change-strategy",
      "half-open",
      stagnant.why,
    ],
    ["opens when that brought nothing", "half-open", "old", stagnant, "stop", "open", stagnant.why],
    [
      "opens when the changed strategy stands still",
      "half-open",
      "old",
      { kind: "steady" },
      "stop",
      "open",
      "old",
    ],
    [
      "opens on rapid continues",
      "closed",
      null,
      { kind: "rapid", why: "too fast" },
      "stop",
      "open",
      "too fast",
    ],
    [
      "opens on a call that keeps failing",
      "closed",
      null,
      { kind: "blocked", why: "refused" },
      "stop",
      "open",
      "refused",
    ],
    [
      "lets go of a broken machine without opening",
      "closed",
      null,
      { kind: "infrastructure", why: "no npm" },
      "stop",
      "closed",
      null,
    ],
  ])("%s", (_title, before, oldWhy, movement, kind, after, why) => {
    const verdict = turnBreaker(progress(before, oldWhy), movement)
    expect(verdict.kind).toBe(kind)
    expect(verdict.progress).toEqual(progress(after, why))
    if (verdict.kind !== "go") expect(verdict.why).toBe(kind === "stop" && why === null ? "no npm" : why)
  })

  it("has a reason to give even where none was noted before", () => {
    expect(turnBreaker(progress("half-open"), { kind: "steady" })).toMatchObject({
      kind: "stop",
      why: "the changed strategy brought no progress",
      progress: { why: "the changed strategy brought no progress" },
    })
  })
})
