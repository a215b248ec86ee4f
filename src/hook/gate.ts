import { join } from "node:path"
import type { CheckResult, Finding, Integrity } from "../loop/evidence.ts"
import type { JournalEntry } from "../loop/journal.ts"
import type { LoopState } from "../loop/state.ts"
import { iterationDirectory, readIterationFile, writeIterationFile } from "../store/iteration.ts"
import type { HookContext } from "./context.ts"
import { hashFile } from "./guarded.ts"

const surfaceName = "surface.json"

/**
 * Records the test surface at the start of a loop; every later green is compared with it. The file is guarded, so that
 * removing it is a finding and not a way around the gate. A surface that cannot be recorded is journalled: the loop then
 * works without the gate, and says so.
 */
export async function keepSurface(
  context: HookContext,
  state: LoopState,
  results: readonly CheckResult[],
): Promise<{ readonly guarded: LoopState["guarded"]; readonly events: readonly JournalEntry[] }> {
  try {
    const [{ captureSurface }, { encodeSurface }, { ranOf }] = await Promise.all([
      import("../integrity/capture.ts"),
      import("../integrity/surface-file.ts"),
      import("../verify/delta-proof.ts"),
    ])
    const { workspace, checks } = state
    const surface = await captureSurface({ workspace, checks, testIds: ranOf(results), previous: null })
    writeIterationFile(context.home, state.id, 0, surfaceName, encodeSurface(surface))
    const path = surfacePath(context, state)
    return { guarded: [...state.guarded, { path, hash: hashFile(path) }], events: [] }
  } catch (fault) {
    const detail = `the test surface could not be recorded: ${fault instanceof Error ? fault.message : String(fault)}`
    return { guarded: state.guarded, events: [{ kind: "no-gate", detail }] }
  }
}

/**
 * Compares the test surface now with the one at the start: what was removed, skipped, weakened or narrowed. To be asked
 * at every green, before anything is called verified.
 */
export async function inspect(
  context: HookContext,
  state: LoopState,
  results: readonly CheckResult[],
): Promise<Integrity> {
  const path = surfacePath(context, state)
  const guard = state.guarded.find((file) => file.path === path)
  if (guard === undefined) return { kind: "intact" }
  const { decodeSurface } = await import("../integrity/surface-file.ts")
  const before = decodeSurface(readIterationFile(context.home, state.id, 0, surfaceName) ?? "")
  if (before === null || hashFile(path) !== guard.hash)
    return { kind: "findings", findings: [lostSurface(path)] }
  const [{ captureSurface }, { compareSurfaces }, { ranOf }] = await Promise.all([
    import("../integrity/capture.ts"),
    import("../integrity/compare.ts"),
    import("../verify/delta-proof.ts"),
  ])
  const { workspace, checks } = state
  const after = await captureSurface({ workspace, checks, testIds: ranOf(results), previous: before })
  const findings = compareSurfaces(before, after, {
    allowTestEdits: state.settings.allowTestEdits,
    failuresBefore: state.baseline.failing,
  })
  return findings.length === 0 ? { kind: "intact" } : { kind: "findings", findings }
}

function surfacePath(context: HookContext, state: LoopState): string {
  return join(iterationDirectory(context.home, state.id, 0), surfaceName)
}

function lostSurface(path: string): Finding {
  return {
    id: "surface-record",
    file: path,
    line: null,
    severity: "high",
    why: "the loop's own record of the tests at its start was changed or removed",
    before: "",
    after: "",
  }
}
