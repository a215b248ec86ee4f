import { type ChildProcess, spawn } from "node:child_process"
import { rmSync } from "node:fs"
import { join } from "node:path"
import { root } from "../architecture/sources.ts"
import type { Area } from "./areas.ts"
import type { Place } from "./kept.ts"
import { readTrial, type Trial, trialFile } from "./trial.ts"

/** A test that blocks its process cannot be timed out from within; after this time it is ended from outside. */
const stuckAfterMs = (usualMs: number): number => Math.min(40_000, 15_000 + 20 * usualMs)

export type TestsRun = { readonly kind: "ended" } | { readonly kind: "stuck"; readonly trial: Trial }

/** Runs these test files on the instrumented sources, in a process of its own. */
export async function runTests(area: Area, files: readonly string[], place: Place): Promise<TestsRun> {
  rmSync(trialFile(place.notes), { force: true })
  const program = join(root, "node_modules", "vitest", "vitest.mjs")
  const child = spawn(
    process.execPath,
    [program, "run", "--config", "vitest.mutation.config.ts", "--reporter=dot", "--no-color", ...files],
    {
      cwd: root,
      // Those that are stuck hear nothing: vitest and its workers are ended as one group.
      detached: true,
      stdio: ["ignore", "ignore", "inherit"],
      env: {
        ...process.env,
        FOR_LOOP_MUTATION_AREA: area.name,
        FOR_LOOP_MUTATION_NOTES: place.notes,
        FOR_LOOP_MUTATION_RUN: place.run,
      },
    },
  )
  const end = (): void => endGroup(child)
  process.once("exit", end)
  try {
    return await Promise.race([endOf(child), stuck(child, place)])
  } finally {
    process.off("exit", end)
  }
}

async function endOf(child: ChildProcess): Promise<TestsRun> {
  return await new Promise((resolve, reject) => {
    child.once("error", reject)
    child.once("exit", () => resolve({ kind: "ended" }))
  })
}

/** Ends the tests when the same changes have been tried for too long. */
async function stuck(child: ChildProcess, place: Place): Promise<TestsRun> {
  return await new Promise((resolve) => {
    const watch = setInterval(() => {
      const trial = readTrial(place.notes)
      if (trial === null || Date.now() - trial.since < stuckAfterMs(trial.trial.usualMs)) return
      endGroup(child)
      resolve({ kind: "stuck", trial: trial.trial })
    }, 1000)
    child.once("exit", () => clearInterval(watch))
  })
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, "SIGKILL")
  } catch {
    // It has ended by itself.
  }
}
