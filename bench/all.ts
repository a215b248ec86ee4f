// Every benchmark in one go: each prints its table; the exit code is 1 when any of them misses its target.
// Usage: npm run bench
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { hostIsInstalled } from "../test/ide/harness/host-versions.ts"
import { peersAreInstalled } from "./gateway/peers.ts"

const benches = [
  "fast-path.ts",
  "decision.ts",
  "transcript.ts",
  "reports.ts",
  "digest.ts",
  "integrity.ts",
  "integrity-speed.ts",
  "feed.ts",
  "checkpoint.ts",
  "pack.ts",
  "guard.ts",
  "dashboard.ts",
  "package-size.ts",
  ...(peersAreInstalled() ? ["gateway.ts"] : []),
  ...(hostIsInstalled() ? ["activation.ts"] : []),
]

const missed = benches.filter((name) => {
  console.log(`\n── ${name} ──`)
  return spawnSync(process.execPath, [join(import.meta.dirname, name)], { stdio: "inherit" }).status !== 0
})
if (!hostIsInstalled())
  console.log(
    "\nNot measured: activation.ts, for which `node test/ide/install-ide-host.ts` has to run first.",
  )
if (!peersAreInstalled())
  console.log("\nNot measured: gateway.ts, which has to run once by itself to fetch what it compares with.")
console.log(missed.length === 0 ? "\nEvery target was met." : `\nTargets missed: ${missed.join(", ")}`)
process.exitCode = missed.length === 0 ? 0 : 1
