import { type Limit, noFacts } from "../facts.ts"
import { factsOf } from "../facts-of.ts"
import type { Found } from "../finding.ts"
import { styleOf } from "../language.ts"
import { nameOf } from "../match/unit.ts"
import type { SurfaceFile } from "../surface.ts"
import type { Comparison } from "./context.ts"

/** New code that changes what the runner reports: overridden matchers, exits, hooks, reporters (S76). */
export function patchedRunner({ before, after }: Comparison): Found[] {
  return after.changed.flatMap((file): Found[] => {
    if (["snapshot", "data", "own", "ci"].includes(file.kind)) return []
    const old = before.byPath.get(file.path)
    const known = new Map<string, number>()
    for (const { key } of old === undefined ? [] : factsOf(old).patches)
      known.set(key, (known.get(key) ?? 0) + 1)
    return factsOf(file).patches.flatMap((patch): Found[] => {
      const count = known.get(patch.key) ?? 0
      if (count > 0) {
        known.set(patch.key, count - 1)
        return []
      }
      // A program of its own may end itself.
      if (
        file.kind === "source" &&
        patch.what.startsWith("ends the process") &&
        (/^#!|\bargv\b|\bmain\b|\bcli\b|commander|yargs|sys\.argv/i.test(file.text ?? "") ||
          /(^|\/)(bin|cli|cmd|scripts?)(\/|\.)/.test(file.path))
      )
        return []
      // A program has callbacks of such names too, and says nothing of a runner.
      if (
        file.kind === "source" &&
        patch.what.startsWith("lets a reporter") &&
        !/reporter|jest|vitest|mocha|playwright|handleTestEvent|\bon(Test|Run)/i.test(
          `${file.path}\n${file.text}`,
        )
      )
        return []
      return [
        {
          what: "patched-runner",
          about: patch.key,
          file: file.path,
          line: patch.line,
          severity: patch.severity,
          why: `New code ${patch.what}.`,
          before: "",
          after: patch.text,
        },
      ]
    })
  })
}

/** Longer time-outs and more retries in tests and setup files. */
export function raisedLimits({ before, after, matching }: Comparison): Found[] {
  const inTests = matching.pairs.flatMap((pair) =>
    raised(pair.before.test.limits, pair.after.test.limits, pair.after.file).map((found) => ({
      ...found,
      about: nameOf(pair.after),
    })),
  )
  const inFiles = after.changed.flatMap((file) => {
    if (file.kind !== "test" && file.kind !== "support") return []
    const old = before.byPath.get(file.path)
    if (old === undefined && file.kind === "test") return []
    return raised((old === undefined ? noFacts : factsOf(old)).limits, factsOf(file).limits, file)
  })
  return [...inTests, ...inFiles]
}

function raised(old: readonly Limit[], now: readonly Limit[], file: SurfaceFile): Found[] {
  return (["timeout", "retries"] as const).flatMap((kind): Found[] => {
    const of = (limits: readonly Limit[]) => limits.filter((limit) => limit.kind === kind)
    // 0 switches a time-out off.
    const size = (limit: Limit) =>
      kind === "timeout" && limit.value <= 0 ? Number.POSITIVE_INFINITY : limit.value
    const usual = kind === "retries" ? 0 : defaultTimeout(file)
    // A runner that waits for ever by itself says nothing about a limit that somebody set.
    const told = of(old).map(size)
    const highest = Math.max(...told, told.length > 0 && !Number.isFinite(usual) ? 0 : usual)
    const worst = of(now).sort((a, b) => size(b) - size(a))[0]
    if (worst === undefined || size(worst) <= highest) return []
    const earlier = of(old)[0]
    return [
      {
        what: "limit",
        file: file.path,
        line: worst.line,
        severity: "medium",
        why: kind === "timeout" ? "A time-out was raised." : "Failing tests are retried more often.",
        before: earlier?.text ?? "",
        after: `${worst.text} (${worst.value})`,
      },
    ]
  })
}

/** What runners wait without being told, ms: 5 s (vitest, jest), 2 s (mocha); none in others, where any limit is stricter. */
function defaultTimeout({ path, text }: SurfaceFile): number {
  if (styleOf(path) === "hash" || /\.go$/.test(path) || /\bnode:test\b/.test(text ?? ""))
    return Number.POSITIVE_INFINITY
  return 5000
}
