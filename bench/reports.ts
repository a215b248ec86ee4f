// Reading what a check printed, 50 MB of it, beside counting its lines: time and peak memory of a whole process.
// Usage: node bench/reports.ts [rounds]
import { spawnSync } from "node:child_process"
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { build } from "rolldown"
import { interleave, printResults, runNode } from "./interleave.ts"

const rounds = Number(process.argv[2] ?? 15)
const megabytes = 50
const allowedMegabytes = 150
const allowedRatio = 3

const words =
  "request handler worker cache module loaded GET POST /api/v1/items 200 OK took ms user session compile build file src/lib/index.ts done".split(
    " ",
  )

type Log = {
  readonly name: string
  readonly line: (n: number) => string
  readonly middle: string
  readonly finds: string
}

/** Each hides one failure in its very middle; it must be found. */
const logs: readonly Log[] = [
  {
    name: "a server's log around TAP",
    line: (n) => `2026-11-20T10:11:12.${n % 1000}Z INFO [worker-${n % 9}] ${some(n)}`,
    middle: "TAP version 13\n1..2\nok 1 - one\nnot ok 2 - in the middle\n  ---\n  message: wrong\n  ...",
    finds: "in the middle",
  },
  {
    name: "TAP of a million tests",
    line: (n) => (n === 0 ? "TAP version 13" : `ok ${n} - ${some(n)}`),
    middle: "not ok 9 - in the middle\n  ---\n  message: wrong\n  ...",
    finds: "in the middle",
  },
  {
    name: "a log full of errors around go test",
    line: (n) => `ERROR ${n} Error: ${some(n)} FAILED × ✖`,
    middle:
      "--- FAIL: TestMiddle (0.00s)\n    middle_test.go:3: want 4\nFAIL\nFAIL\texample.com/middle\t0.1s",
    finds: "TestMiddle",
  },
  {
    name: "a compiler's warnings around an error",
    line: (n) => `src/a${n % 99}.c:${n}:3: warning: unused variable '${some(n)}' [-Wunused]`,
    middle: "src/middle.c:7:1: error: expected ';' before '}' token",
    finds: "src/middle.c",
  },
]

function some(n: number): string {
  return Array.from({ length: 8 }, (_, i) => words[(n * 7 + i * i * 13 + (n >> 3)) % words.length]).join(" ")
}

function write(path: string, log: Log): void {
  const file = openSync(path, "w")
  const half = (megabytes * 1024 * 1024) / 2
  let bytes = 0
  let n = 0
  let told = false
  while (bytes < half * 2) {
    const lines: string[] = []
    for (let i = 0; i < 5000; i++) lines.push(log.line(n++))
    if (!told && bytes >= half) {
      lines.push(log.middle)
      told = true
    }
    bytes += writeSync(file, `${lines.join("\n")}\n`)
  }
  closeSync(file)
}

/** The reading process: as in the hook, one bundle, nothing else. */
const program = (root: string) => `
import { readLog } from "${root}/src/verify/reports/log-text.ts"
import { readReports } from "${root}/src/verify/reports/registry.ts"
const log = readLog(process.argv[2])
readReports({ ...log, files: [], workspace: "/nowhere" }).then((report) => {
  const found = report?.failures.some((failure) => failure.id.includes(process.argv[3]))
  if (!found) throw new Error("the failure in the middle was not found")
  process.stdout.write(String(process.resourceUsage().maxRSS))
})
`

const folder = mkdtempSync(join(tmpdir(), "for-loop-bench-"))
try {
  const entry = join(folder, "read.ts")
  writeFileSync(entry, program(join(import.meta.dirname, "..").replaceAll("\\", "/")))
  const output = {
    dir: join(folder, "out"),
    format: "cjs" as const,
    minify: true,
    entryFileNames: "read.cjs",
  }
  await build({ input: entry, platform: "node", transform: { target: "node20" }, output, logLevel: "silent" })
  const reader = join(folder, "out", "read.cjs")
  let worst = 0
  let slowest = 0
  for (const [index, log] of logs.entries()) {
    const path = join(folder, `${index}.log`)
    write(path, log)
    const results = await interleave(
      [
        {
          name: "node -e 0, then wc -l",
          run: () => {
            runNode("-e", "0")
            if (spawnSync("wc", ["-l", path]).status !== 0) throw new Error("wc failed")
          },
        },
        { name: "wc -l", run: () => void spawnSync("wc", ["-l", path]) },
        { name: "node -e 0", run: () => runNode("-e", "0") },
        { name: "reading the reports", run: () => runNode(reader, path, log.finds) },
      ],
      rounds,
    )
    const peak =
      Number(spawnSync(process.execPath, [reader, path, log.finds], { encoding: "utf8" }).stdout) / 1024
    printResults(`${log.name}, ${(statSync(path).size / 1024 / 1024).toFixed(0)} MB`, results)
    console.log(`peak memory ${peak.toFixed(0)} MB (allowed ${allowedMegabytes} MB)`)
    worst = Math.max(worst, peak)
    slowest = Math.max(slowest, results[3]?.ratio ?? Number.NaN)
    rmSync(path)
  }
  console.log(
    `\nworst: ${slowest.toFixed(2)}x (allowed ${allowedRatio}x), ${worst.toFixed(0)} MB (allowed ${allowedMegabytes} MB)`,
  )
  if (!(slowest <= allowedRatio) || !(worst <= allowedMegabytes)) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
