// The dashboard's view of long loops beside plainly reading and parsing the same files.
// Usage: node bench/feed.ts [rounds]
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createDiffCache } from "../src/dashboard/feed/diff-cache.ts"
import { createLoopCache, type LoopCache } from "../src/dashboard/feed/loop-cache.ts"
import { readView } from "../src/dashboard/feed/read-view.ts"
import type { DashboardView } from "../src/dashboard/model/view.ts"
import { beginLoop, newLoop } from "../src/loop/new-loop.ts"
import { defaultSettings } from "../src/loop/settings.ts"
import type { LoopState } from "../src/loop/state.ts"
import { writeIterationFile } from "../src/store/iteration.ts"
import { statePath } from "../src/store/paths.ts"
import { listLoops, saveState } from "../src/store/state-file.ts"
import { interleave, printResults } from "./interleave.ts"

const rounds = Number(process.argv[2] ?? 41)
const loops = 5
const iterations = 500
const failing = 40

const folder = mkdtempSync(join(tmpdir(), "for-loop-bench-"))
try {
  const home = join(folder, "state")
  const workspace = join(folder, "project")
  mkdirSync(workspace)
  const states = Array.from({ length: loops }, (_, i) => storeLoop(home, workspace, `bench-${i}`))
  const files = states.flatMap(({ id }) => [statePath(home, id), evidencePath(home, id)])
  const diffs = createDiffCache({ env: process.env, now: Date.now, onNews: () => {} })
  const look = (cache: LoopCache): Promise<DashboardView> =>
    readView({
      home,
      env: process.env,
      workspaces: [workspace],
      abilities: { workspaces: [workspace], chat: "copy", editor: false, setup: false },
      setup: { plugin: "installed", hookSeenAt: null, disabled: false, note: "" },
      now: Date.now(),
      diffs,
      loops: cache,
    })
  const kept = createLoopCache()
  const [changing] = states
  const results = await interleave(
    [
      {
        name: "read and parse the files",
        run: () => void files.map((path) => JSON.parse(readFileSync(path, "utf8"))),
      },
      { name: "the store's own reading, with its checks", run: () => void listLoops(home) },
      { name: "first view, nothing known", run: async () => whole(await look(createLoopCache())) },
      { name: "next view, no file written", run: async () => whole(await look(kept)) },
      {
        name: "next view, one of five loops written",
        run: async () => {
          if (changing !== undefined) saveState(home, { ...changing, updatedAt: Date.now() })
          whole(await look(kept))
        },
      },
    ],
    rounds,
  )
  const bytes = JSON.stringify(await look(kept)).length
  printResults(`${loops} loops of ${iterations} iterations, ${failing} failing tests each`, results)
  console.log(`\nOne view is ${(bytes / 1024).toFixed(0)} kB as JSON.`)
  const [, store, cold, warm] = results
  const again = warm?.ratio ?? Number.NaN
  const first = (cold?.medianMs ?? Number.NaN) / (store?.medianMs ?? Number.NaN)
  console.log(`Target: first view at most 2.00x the store's own reading: ${first.toFixed(2)}x`)
  console.log(`Target: next view at most 0.80x of reading and parsing the files: ${again.toFixed(2)}x`)
  process.exitCode = first <= 2 && again <= 0.8 ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** A view that left something out would look quick. */
function whole(view: DashboardView): void {
  const rows = view.loops.reduce((sum, loop) => sum + loop.iterations.length, 0)
  if (rows !== loops * iterations || view.troubles.length > 0) throw new Error("the view is not whole")
}

function storeLoop(home: string, workspace: string, id: string): LoopState {
  const now = Date.now()
  const ids = Array.from(
    { length: failing },
    (_, i) => `src/cart.test.ts > cart > adds the price of item number ${i}`,
  )
  const armed = newLoop({
    id,
    host: "antigravity",
    conversationId: `conversation-${id}`,
    requestKey: null,
    workspace,
    task: "make the cart tests pass",
    settings: { ...defaultSettings("auto"), maxIterations: 1000 },
    checks: ["npm test"],
    now: now - iterations * 60_000,
  })
  const baseline = { verdict: "red" as const, failing: ids, tree: "0".repeat(40), head: "1".repeat(40) }
  const state: LoopState = {
    ...beginLoop(armed, { baseline, branch: null, guarded: [] }, now - iterations * 60_000),
    iteration: iterations,
    updatedAt: now,
    iterations: Array.from({ length: iterations }, (_, i) => ({
      n: i + 1,
      at: now - (iterations - i) * 60_000,
      durationMs: 60_000,
      checkMs: 12_000,
      verdict: "red",
      failing: failing - (i % 10),
      fixed: i % 3,
      added: i % 2,
      flaky: 0,
      findings: 0,
      reused: false,
      claim: "none",
      decision: "continue",
      checkpoint: `refs/for-loop/${id}/${i + 1}`,
    })),
  }
  saveState(home, state)
  const failures = ids.map((name) => ({
    id: name,
    suite: "cart",
    file: "src/cart.test.ts",
    line: 12,
    class: "assertion",
    message: "expected 0.13 to be 0.12 ".repeat(10),
    expected: "0.13",
    actual: "0.12",
    frame: "at cart.ts:12",
  }))
  const check = {
    command: "npm test",
    end: "failed",
    exitCode: 1,
    durationMs: 12_000,
    failures,
    counts: null,
  }
  const evidence = { verdict: "red", checks: [check], digest: "x".repeat(8192) }
  writeIterationFile(home, id, iterations, "evidence.json", JSON.stringify(evidence, null, 1))
  return state
}

function evidencePath(home: string, id: string): string {
  return join(home, "loops", id, "iterations", String(iterations), "evidence.json")
}
