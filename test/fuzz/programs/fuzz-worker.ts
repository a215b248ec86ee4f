import { parentPort, workerData } from "node:worker_threads"
import { runTarget } from "../run-target.ts"
import { targets } from "../targets.ts"

/**
 * Fuzzes one target. Tells its parent of every input before it is tried, so that the one that never ends, or that takes all
 * memory, is known; and of one that broke it, or of the end.
 */
const { name, seed, ms } = workerData
const target = targets.find((each) => each.name === name)
if (target === undefined || parentPort === null) throw new Error(`there is no target ${name}`)
const port = parentPort
let tried = 0
const broken = await runTarget(
  target,
  { seed: Number(seed), runs: Number.MAX_SAFE_INTEGER, ms: Number(ms) },
  (input) => {
    tried += 1
    port.postMessage({ kind: "trying", input })
  },
)
port.postMessage({ kind: "done", tried, broken })
