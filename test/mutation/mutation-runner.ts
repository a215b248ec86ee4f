import { createHash } from "node:crypto"
import { type RunnerTestCase, type RunnerTestFile, TestRunner } from "vitest"
import { pathOf } from "./instrument.ts"
import { addNote, readNotes } from "./notes.ts"
import { switchboard } from "./switchboard.ts"
import { beginTrial, endTrial } from "./trial.ts"

const notes = process.env.FOR_LOOP_MUTATION_NOTES ?? ""
/** Longest time one test may take with a change, in ms; one that waits for what never comes need not be waited for so long. */
const longest = 10_000
const longestOf = (usualMs: number): number => Math.min(longest, 3000 + 20 * usualMs)
/** Most changes that are tried at once: the more they are, the more of them hide behind another. */
const mostAtOnce = 32
/** A change hides those inside of its place; their numbers lie close together. */
const neighbours = 25

const earlier = readNotes(notes)
const { board, noticed } = switchboard(earlier)
const apart = new Set(earlier.flatMap((note) => (note.kind === "apart" ? note.ids : [])))

type Hit = readonly [id: string, times: number]

/** A test that judges changes: how it is run, what it is called, and how long it takes without any, in ms. */
type Judge = {
  readonly run: () => Promise<void>
  readonly id: string
  readonly file: string
  readonly usualMs: number
}

/**
 * Runs every test as it is, then with the changes that it runs through and that no test noticed so far. They are
 * switched on in the loaded program, so that nothing is loaded anew.
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
    const held = heldBy(test.id, file)
    const open = hits.filter(([id]) => !noticed.has(id) && !held.has(id))
    if (open.length === 0) return
    const since = performance.now()
    const sound = await holds(run)
    const judge = { run, id: test.id, file, usualMs: performance.now() - since }
    if (!sound || !(await judgeAll(judge, open))) addNote(notes, { kind: "retired", test: test.name, file })
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

/** Changes that a run which was stopped has gone through already. */
function heldBy(test: string, file: string): Set<string> {
  return new Set(
    earlier.flatMap((note) =>
      note.kind === "held" && note.test === test && note.file === file ? note.ids : [],
    ),
  )
}

/** Tries all of these changes; false when the test does not hold without them any more. */
async function judgeAll(judge: Judge, open: readonly Hit[]): Promise<boolean> {
  // Drawn anew for each test: two changes that hide each other once are hardly together again.
  const queue = drawn(open, judge.id)
  let size = 4
  while (queue.length > 0) {
    const alone = queue.findIndex(([id]) => apart.has(id))
    const group = alone < 0 ? taken(queue, size) : queue.splice(alone, 1)
    const by = await tried(judge, group)
    size = by === null ? Math.min(mostAtOnce, size * 2) : Math.max(1, Math.floor(size / 2))
    if (by !== null && !(await takeApart(judge, group, by))) return false
  }
  return true
}

/** Takes the first changes of the queue that are no neighbours. */
function taken(queue: Hit[], size: number): Hit[] {
  const group: Hit[] = []
  for (let at = 0; at < queue.length && group.length < size; ) {
    const hit = queue[at]
    const close = group.some(([id]) => Math.abs(Number(id) - Number(hit?.[0])) < neighbours)
    if (close) at += 1
    else group.push(...queue.splice(at, 1))
  }
  return group
}

function drawn(open: readonly Hit[], test: string): Hit[] {
  const lot = ([id]: Hit) => createHash("sha1").update(`${test} ${id}`).digest("hex")
  return open
    .map((hit) => ({ hit, lot: lot(hit) }))
    .sort((a, b) => (a.lot < b.lot ? -1 : 1))
    .map(({ hit }) => hit)
}

/** Finds out which of these changes a test notices that noticed them together; false as in `judgeAll`. */
async function takeApart(judge: Judge, group: readonly Hit[], by: Notice): Promise<boolean> {
  const [[id] = [""], ...others] = group
  if (others.length === 0) {
    if (!(await holds(judge.run))) return false
    noticed.add(id)
    addNote(notes, { kind: "noticed", id, by, file: judge.file })
    return true
  }
  const half = Math.ceil(group.length / 2)
  for (const part of [group.slice(0, half), group.slice(half)]) {
    const again = await tried(judge, part)
    if (again !== null && !(await takeApart(judge, part, again))) return false
  }
  return true
}

type Notice = "failure" | "timeout"

/** Whether the test fails or does not end with these changes; null when it holds. */
async function tried(judge: Judge, group: readonly Hit[]): Promise<Notice | null> {
  const ids = group.map(([id]) => id)
  beginTrial(notes, { ids, file: judge.file, usualMs: judge.usualMs })
  board.active = new Set(ids)
  board.hitCount = 0
  board.hitLimit = group.reduce((sum, [, times]) => sum + times * 20, 1000)
  try {
    if (!(await holds(judge.run, longestOf(judge.usualMs))))
      return board.hitCount > board.hitLimit ? "timeout" : "failure"
    addNote(notes, { kind: "held", ids, test: judge.id, file: judge.file })
    return null
  } catch {
    return "timeout"
  } finally {
    board.active = new Set()
    board.hitCount = undefined
    endTrial(notes)
  }
}

/** Whether the test passes; rejects when it takes too long. */
async function holds(run: () => Promise<void>, withinMs = longest): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  // What is run through only because of a change is not what runs while modules are loaded.
  board.counting = false
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("late")), withinMs)
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
    board.counting = true
  }
}
