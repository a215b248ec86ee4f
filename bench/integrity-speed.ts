import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { captureSurface } from "../src/integrity/capture.ts"
import { compareSurfaces } from "../src/integrity/compare.ts"
import { decodeSurface, encodeSurface } from "../src/integrity/surface-file.ts"

const files = 2000
const rounds = 7
/** Issue, part 7: cold compare of 2,000 test files, and the same when nothing changed; ms. */
const allowedColdMs = 1500
const allowedUnchangedMs = 200

/** Times the gate on a tree of 2,000 test files with their sources, beside `git hash-object` of the same files. */
async function main(): Promise<void> {
  const workspace = mkdtempSync(join(tmpdir(), "for-loop-bench-"))
  try {
    const paths = writeTree(workspace)
    const input = paths.join("\n")
    const rules = { allowTestEdits: false, failuresBefore: [] }
    const order = { workspace, checks: ["npm test"], testIds: null }
    const git = () =>
      void execFileSync("git", ["hash-object", "--stdin-paths"], {
        cwd: workspace,
        input,
        maxBuffer: 1 << 26,
      })
    const cold: number[] = []
    const unchanged: number[] = []
    const few: number[] = []
    const hashed: number[] = []
    for (let round = 0; round < rounds; round++) {
      hashed.push(await timed(git))
      cold.push(
        await timed(async () => {
          const before = await captureSurface({ ...order, previous: null })
          const after = await captureSurface({ ...order, previous: null })
          return compareSurfaces(before, after, rules)
        }),
      )
      const stored = encodeSurface(await captureSurface({ ...order, previous: null }))
      unchanged.push(
        await timed(async () => {
          const before = decodeSurface(stored)
          if (before === null) throw new Error("the stored surface does not decode")
          return compareSurfaces(before, await captureSurface({ ...order, previous: before }), rules)
        }),
      )
      const before = decodeSurface(stored)
      for (let i = 0; i < 20; i++)
        writeFileSync(join(workspace, `test/area-${i}/case-${i}.test.ts`), testText(i, round + 1))
      few.push(
        await timed(
          async () =>
            before !== null &&
            compareSurfaces(before, await captureSurface({ ...order, previous: before }), rules),
        ),
      )
    }
    const before = await captureSurface({ ...order, previous: null })
    for (let i = 0; i < files; i++) writeFileSync(join(workspace, pathOf(i)), testText(i, 99))
    const all = await timed(async () =>
      compareSurfaces(before, await captureSurface({ ...order, previous: before }), rules),
    )
    console.log(
      `Integrity gate on ${files} test files and ${files} sources (${(encodeSurface(before).length / 1e6).toFixed(1)} MB stored), median of ${rounds}\n`,
    )
    for (const [name, times] of [
      ["git hash-object of all files (baseline)", hashed],
      ["capture twice and compare, cold", cold],
      ["decode, capture, compare, nothing changed", unchanged],
      ["the same with 20 tests changed", few],
      ["the same with every test changed (once)", [all]],
    ] as const)
      console.log(
        `${name.padEnd(44)} ${median(times).toFixed(0).padStart(6)} ms  ${(median(times) / median(hashed)).toFixed(2).padStart(6)}x`,
      )
    console.log(`\nallowed: cold ${allowedColdMs} ms, unchanged ${allowedUnchangedMs} ms`)
    if (!(median(cold) <= allowedColdMs && median(unchanged) <= allowedUnchangedMs)) process.exitCode = 1
  } finally {
    rmSync(workspace, { recursive: true, force: true })
  }
}

function pathOf(i: number): string {
  return `test/area-${i % 100}/case-${i}.test.ts`
}

function writeTree(workspace: string): string[] {
  const texts = Array.from({ length: files }, (_, i) => [
    [pathOf(i), testText(i, 0)] as const,
    [`src/area-${i % 100}/case-${i}.ts`, sourceText(i)] as const,
  ]).flat()
  for (const [path, text] of texts) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true })
    writeFileSync(join(workspace, path), text)
  }
  return texts.map(([path]) => path)
}

function testText(i: number, version: number): string {
  const cases = Array.from(
    { length: 8 },
    (_, n) => `  it("adds ${n} in ${i}", async () => {
    const result = await add${i}(${n}, ${i}, { mode: "plain", round: ${version} })
    expect(result.sum).toBe(${n + i})
    expect(result.steps).toEqual([${n}, ${i}])
  })
`,
  )
  return `import { describe, expect, it } from "vitest"
import { add${i} } from "../../src/area-${i % 100}/case-${i}.ts"

describe("case ${i}", () => {
${cases.join("\n")}})
`
}

function sourceText(i: number): string {
  return `/** Adds for case ${i}. */
export async function add${i}(a: number, b: number, options: { mode: string; round: number }) {
  if (options.mode !== "plain") throw new Error("unknown mode")
  return { sum: a + b, steps: [a, b] }
}
`
}

async function timed(work: () => unknown): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

await main()
