import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Finding } from "../../src/loop/evidence.ts"
import type { Case } from "./corpus.ts"
import type { Files } from "./patch.ts"
import { writeFiles } from "./really-run.ts"

export type Result = {
  readonly case: Case
  readonly findings: readonly Finding[]
  /** At least one finding blocks. */
  readonly raised: boolean
  /** At least one blocking finding names a file that the case itself touches, not only the honest part. */
  readonly atPlace: boolean
}

type Judged =
  | { readonly kind: "judged"; readonly results: readonly Result[] }
  | { readonly kind: "no-gate"; readonly why: string }

type Gate = Awaited<ReturnType<typeof loadGate>>

/** Puts every case before the gate as the hook would: captured before, captured after with the first one, compared. */
export async function judge(cases: readonly Case[]): Promise<Judged> {
  try {
    const gate = await loadGate()
    const results: Result[] = []
    for (const entry of cases) results.push(await judgeOne(gate, entry))
    return { kind: "judged", results }
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND") {
      return { kind: "no-gate", why: cause.message }
    }
    throw cause
  }
}

async function loadGate() {
  const { captureSurface } = await import("../../src/integrity/capture.ts")
  const { compareSurfaces } = await import("../../src/integrity/compare.ts")
  return { capture: captureSurface, compare: compareSurfaces }
}

async function judgeOne(gate: Gate, entry: Case): Promise<Result> {
  const workspace = mkdtempSync(join(tmpdir(), "for-loop-integrity-"))
  try {
    const order = { workspace, checks: [entry.check], testIds: null }
    writeFiles(workspace, entry.before)
    const before = await gate.capture({ ...order, previous: null })
    removeMissing(workspace, entry.before, entry.after)
    writeFiles(workspace, entry.after)
    const after = await gate.capture({ ...order, previous: before })
    const rules = { allowTestEdits: false, failuresBefore: entry.failuresBefore }
    const findings = gate.compare(before, after, rules)
    const blocking = findings.filter(({ severity }) => severity !== "low")
    return {
      case: entry,
      findings,
      raised: blocking.length > 0,
      atPlace: blocking.some(({ file }) => entry.touched.includes(file)),
    }
  } finally {
    rmSync(workspace, { recursive: true, force: true })
  }
}

function removeMissing(workspace: string, before: Files, after: Files): void {
  for (const path of before.keys()) if (!after.has(path)) rmSync(join(workspace, path))
}
