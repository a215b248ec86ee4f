import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import type { Week } from "./figures.ts"
import { simulateWeek } from "./simulate.ts"

// `npm run test:week [-- --seed N]`: prints what happened, and fails when something did not hold.
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    loops: { type: "string", default: "200" },
    iterations: { type: "string", default: "5000" },
  },
})
const [seed, loops, iterations] = [Number(values.seed), Number(values.loops), Number(values.iterations)]
const folder = mkdtempSync(join(tmpdir(), "for-loop-week-"))
const began = performance.now()
let shown = 0
console.log(`seed ${seed}: ${iterations} iterations in ${loops} loops`)
try {
  const week = await simulateWeek({
    folder,
    seed,
    loops,
    iterations,
    onDay: ({ iterations: done, problems }) => {
      console.log(`  … ${done} iterations`)
      for (const problem of problems.slice(shown)) console.log(`  ${problem}`)
      shown = problems.length
    },
  })
  print(week)
  if (week.problems.length > 0 || week.iterations < iterations) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function print(week: Week): void {
  const { expected, ledger, bytes, problems } = week
  const kib = (count: number) => `${Math.round(count / 1024)} KiB`
  const sums = ({ records, inputTokens, outputTokens, usd }: Week["ledger"]) =>
    `${records} records, ${inputTokens} tokens in, ${outputTokens} out, $${usd.toFixed(2)}`
  console.log(`iterations  ${week.iterations} in ${week.loops} loops`)
  console.log(`faults      ${listed(week.faults)}`)
  console.log(`outcomes    ${listed(week.outcomes)}`)
  console.log(`ledger      ${sums(ledger)}`)
  console.log(`counted     ${sums(expected)}`)
  console.log(
    `disk        ${kib(bytes.peak)} at most, ${kib(bytes.before)} before and ${kib(bytes.after)} after gc (${bytes.loopsKept} loops kept)`,
  )
  // In KiB, on every system.
  console.log(`memory      ${kib(process.resourceUsage().maxRSS * 1024)} at most`)
  console.log(`seconds     ${Math.round((performance.now() - began) / 1000)}`)
  console.log(problems.length === 0 ? "everything held" : `DID NOT HOLD:\n${problems.join("\n")}`)
}

function listed(counts: Readonly<Record<string, number>>): string {
  const rows = Object.entries(counts).sort(([, a], [, b]) => b - a)
  const sum = rows.reduce((total, [, count]) => total + count, 0)
  return `${sum}: ${rows.map(([name, count]) => `${name} ${count}`).join(", ")}`
}
