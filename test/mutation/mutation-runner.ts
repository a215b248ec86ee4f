import { type RunnerTestCase, type RunnerTestFile, TestRunner } from "vitest"
import { pathOf } from "./instrument.ts"
import { addNote, readNotes } from "./notes.ts"
import { switchboard } from "./switchboard.ts"
import { beginTrial, endTrial } from "./trial.ts"

const notes = process.env.FOR_LOOP_MUTATION_NOTES ?? ""
/** Longest time one test may take with a change, in ms. */
const longest = 10_000
const trial = "trial"

const { board, noticed } = switchboard(readNotes(notes))

/**
 * Runs every test as it is, then once more for each change that it runs through and that no test noticed so far. The
 * change is switched on in the loaded program, so that nothing is loaded anew.
 */
// biome-ignore lint/style/noDefaultExport: the test runner takes a runner by its default export.
export default class MutationRunner extends TestRunner {
  async runTask(test: RunnerTestCase): Promise<void> {
    const run = async (): Promise<void> => await TestRunner.getTestFn(test)()
    board.currentTestId = test.id
    try {
      await run()
    } finally {
      board.currentTestId = undefined
    }
    const file = pathOf(test.file.filepath)
    const hits = Object.entries(board.mutantCoverage.perTest[test.id] ?? {})
    delete board.mutantCoverage.perTest[test.id]
    addNote(notes, { kind: "covered", ids: hits.map(([id]) => id), file })
    const open = hits.filter(([id]) => !noticed.has(id))
    if (open.length === 0) return
    const since = performance.now()
    if (!(await holds(run))) return addNote(notes, { kind: "retired", test: test.name, file })
    const usualMs = performance.now() - since
    for (const [id, count] of open) {
      beginTrial(notes, { id, file, usualMs })
      const by = await tried(id, count, run)
      endTrial(notes)
      if (by === null) continue
      if (!(await holds(run))) return addNote(notes, { kind: "retired", test: test.name, file })
      noticed.add(id)
      addNote(notes, { kind: "noticed", id, by, file })
    }
  }

  override onAfterRunFiles(files: RunnerTestFile[]): void {
    for (const { filepath } of files) {
      const file = pathOf(filepath)
      addNote(notes, { kind: "loaded", ids: Object.keys(board.mutantCoverage.static), file })
      addNote(notes, { kind: "done", file })
    }
    super.onAfterRunFiles(files)
  }
}

/** Whether the test fails or does not end with this change; null when it holds. */
async function tried(
  id: string,
  hits: number,
  run: () => Promise<void>,
): Promise<"failure" | "timeout" | null> {
  board.activeMutant = id
  board.hitCount = 0
  board.hitLimit = hits * 20 + 1000
  try {
    if (!(await holds(run))) return board.hitCount > board.hitLimit ? "timeout" : "failure"
    return null
  } catch {
    return "timeout"
  } finally {
    board.activeMutant = "none"
    board.hitCount = undefined
  }
}

/** Whether the test passes; rejects when it takes too long. */
async function holds(run: () => Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  // What is run through only because of a change is not what runs while modules are loaded.
  board.currentTestId = trial
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("late")), longest)
  })
  try {
    return await Promise.race([
      run().then(
        () => true,
        () => false,
      ),
      late,
    ])
  } finally {
    clearTimeout(timer)
    board.currentTestId = undefined
    delete board.mutantCoverage.perTest[trial]
  }
}
