import type { Finding } from "../loop/evidence.ts"
import { asFindings, type Found } from "./finding.ts"
import { styleOf } from "./language.ts"
import { matchTests } from "./match/match-tests.ts"
import { type Side, sidesOf } from "./match/side.ts"
import { changedUnits } from "./match/unit.ts"
import { assertionChanges } from "./rules/assertions.ts"
import { weakerPipelines } from "./rules/ci.ts"
import { changedEnvironment, weakerCommands } from "./rules/commands.ts"
import type { Comparison } from "./rules/context.ts"
import { failedBefore } from "./rules/failed-before.ts"
import { removedCases, removedTests, reportedTests } from "./rules/inventory.ts"
import { mockedSubjects } from "./rules/mocks.ts"
import { ownFiles } from "./rules/own-files.ts"
import { patchedRunner, raisedLimits } from "./rules/runner.ts"
import { laxerSettings } from "./rules/settings.ts"
import { newSkips } from "./rules/skips.ts"
import { changedSnapshots } from "./rules/snapshots.ts"
import { hardCodedCases, testAwareSources } from "./rules/special-cases.ts"
import type { Surface } from "./surface.ts"
import { canonical } from "./text/canonical.ts"

/**
 * What was done to the tests and to everything that gives their result a meaning, between two surfaces of one workspace.
 * `failuresBefore` are the ids of tests that failed at the earlier one. Findings of severity high and medium say that a
 * green may have been bought; low ones are only listed. Their ids are stable across repeats and moved lines. Never throws.
 */
export function compareSurfaces(
  before: Surface,
  after: Surface,
  rules: { readonly allowTestEdits: boolean; readonly failuresBefore: readonly string[] },
): Finding[] {
  const sides = sidesOf(before, after)
  const matching = matchTests(changedUnits(sides.before), changedUnits(sides.after), sides.after)
  const comparison: Comparison = {
    ...sides,
    matching,
    allowTestEdits: rules.allowTestEdits,
    sourceChanged: sourcesDiffer(sides.before, sides.after),
    failedBefore: failedBefore(rules.failuresBefore),
  }
  const inventory = [...removedTests(comparison), ...removedCases(comparison), ...newSkips(comparison)]
  const edits = [
    ...assertionChanges(comparison),
    ...mockedSubjects(comparison),
    ...raisedLimits(comparison),
    ...changedSnapshots(comparison),
  ]
  return asFindings([
    ...inventory,
    ...(rules.allowTestEdits ? edits.map(relaxed) : edits),
    ...patchedRunner(comparison),
    ...laxerSettings(comparison),
    ...weakerCommands(comparison),
    ...weakerPipelines(comparison),
    ...changedEnvironment(comparison),
    ...hardCodedCases(comparison),
    ...testAwareSources(comparison),
    ...ownFiles(comparison),
    ...reportedTests(
      comparison,
      inventory.some(({ severity }) => severity !== "low"),
    ),
  ])
}

/** Rewriting is allowed then, but a test that asserts nothing or is never reached is no test (design §8). */
function relaxed(found: Found): Found {
  const hollow = found.what === "unchecked-assertion" || / asserts nothing any more/.test(found.why)
  return hollow ? found : { ...found, severity: "low" }
}

/** Whether any source says something else than before; comments and layout do not count. */
function sourcesDiffer(before: Side, after: Side): boolean {
  // Rust keeps tests at the end of the source they test.
  const meaning = ({ path, text }: { path: string; text: string | null }) =>
    canonical((text ?? "").split("#[cfg(test)]")[0] ?? "", styleOf(path))
  return [...before.changed, ...after.changed].some(({ path, kind }) => {
    const old = before.byPath.get(path)
    const now = after.byPath.get(path)
    return kind === "source" && (old === undefined || now === undefined || meaning(old) !== meaning(now))
  })
}
