import { parseArgs } from "node:util"
import { Worker } from "node:worker_threads"
import { keep } from "../corpus.ts"
import { type Broken, mostMs } from "../target.ts"
import { targets } from "../targets.ts"

/**
 * `npm run fuzz [-- TARGET…] [--minutes N] [--seed N]`: gives every target (or the named ones) new random inputs in turn until the
 * time is up, and keeps each input that breaks one in the corpus. Exit code 1 when there was any.
 */
const sliceMs = 10_000
const memoryMb = 384

type End = { readonly tried: number; readonly broken: Broken | null }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: "string", default: "10" }, seed: { type: "string" } },
})
const names = positionals.length > 0 ? positionals : targets.map((target) => target.name)
const unknown = names.filter((name) => !targets.some((target) => target.name === name))
const minutes = Number(values.minutes)
if (unknown.length > 0 || !(minutes > 0)) {
  const known = targets.map((target) => target.name).join(" ")
  process.stderr.write(`Usage: npm run fuzz -- [TARGET…] [--minutes N] [--seed N]\nTargets: ${known}\n`)
  process.exit(2)
}

const end = Date.now() + minutes * 60_000
let seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed)
let found = 0
while (Date.now() < end) {
  for (const name of names) {
    const left = end - Date.now()
    if (left < 1000) break
    seed = (seed + 1) % 2 ** 31
    const { tried, broken } = await slice(name, seed, Math.min(sliceMs, left))
    process.stdout.write(
      `${name.padEnd(26)} seed ${seed}: ${tried} inputs, ${broken === null ? "stands" : "BROKEN"}\n`,
    )
    if (broken === null) continue
    found += 1
    process.stdout.write(`  ${broken.why}\n  kept as ${keep(name, broken.input, broken.why)}\n`)
  }
}
process.exitCode = found > 0 ? 1 : 0

/** One target for a while, in a thread of its own with bounded memory; ended when an input takes far longer than it may. */
function slice(name: string, seed: number, ms: number): Promise<End> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL("./fuzz-worker.ts", import.meta.url), {
      workerData: { name, seed, ms },
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    })
    let last = ""
    let tried = 0
    let watch: NodeJS.Timeout | null = null
    const settle = (broken: Broken | null): void => {
      if (watch !== null) clearTimeout(watch)
      resolve({ tried, broken })
      void worker.terminate()
    }
    const patience = (): void => {
      if (watch !== null) clearTimeout(watch)
      watch = setTimeout(() => settle({ input: last, why: "does not end" }), 20_000 + 4 * mostMs(last))
    }
    worker.on("message", (message) => {
      if (message.kind === "done") {
        settle(message.broken)
        return
      }
      last = message.input
      tried += 1
      patience()
    })
    worker.on("error", (error) => settle({ input: last, why: error.message.slice(0, 200) }))
    patience()
  })
}
