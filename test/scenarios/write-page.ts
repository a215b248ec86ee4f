import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startVitest } from "vitest/node"
import { readSources, root } from "../architecture/sources.ts"
import { held, readReport, scenarioPage } from "./page.ts"

/** Runs every test file that carries a number, in each lane that is installed here, and writes the page. */
const lanes = [
  { folder: "", config: "vitest.config.ts", needs: "." },
  { folder: "test/hosts/", config: "vitest.hosts.config.ts", needs: ".hosts" },
  { folder: "test/ide/", config: "vitest.ide.config.ts", needs: ".ide-host" },
]

const own = lanes.slice(1).map(({ folder }) => folder)
const files = readSources("test")
  .filter(
    ({ path, text }) =>
      path.endsWith(".test.ts") && !path.startsWith("test/scenarios/") && /\bS\d{2}\b/.test(text),
  )
  .map(({ path }) => path)
const scratch = mkdtempSync(join(tmpdir(), "scenarios-"))
const ran = []
for (const [at, { folder, config, needs }] of lanes.entries()) {
  const mine = files.filter((path) =>
    folder === "" ? !own.some((other) => path.startsWith(other)) : path.startsWith(folder),
  )
  if (mine.length === 0 || !existsSync(join(root, needs))) continue
  const outputFile = join(scratch, `${at}.json`)
  const run = await startVitest("test", mine, { root, config, watch: false, reporters: ["json"], outputFile })
  await run?.close()
  ran.push(...readReport(readFileSync(outputFile, "utf8")))
}
rmSync(scratch, { recursive: true })
writeFileSync(join(root, "docs", "scenarios.md"), scenarioPage(ran))
process.stdout.write(`docs/scenarios.md: ${held(ran)} of 96 hold\n`)
process.exitCode = held(ran) === 96 ? 0 : 1
