/**
 * What a checkpoint costs beside `git status --porcelain -z`, the price every tool pays that looks at a working tree.
 * usage: node bench/checkpoint.ts [rounds]
 *
 * Two shapes of synthetic trees, in a temporary folder: `deep` has 3 files per folder, six folders down, as repositories
 * with one folder per test case have (vite: 2,809 files, babel: 27,674 files); `flat` has 60 files per folder, where
 * `git status` is cheap and the fixed price of a process weighs most. Each round changes 5 files, then runs both, which take
 * turns at going first; ratios are taken round by round, because a shared machine changes its pace between rounds.
 */
import { execFile } from "node:child_process"
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { availableParallelism, tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { takeCheckpoint } from "../src/git/checkpoint.ts"
import { openRepository, type Repository } from "../src/git/repository.ts"
import { runGit } from "../src/git/run-git.ts"

const run = promisify(execFile)
const target = 1.4
const rounds = Number(process.argv[2] ?? 15)

type Shape = { readonly name: string; readonly pathOf: (file: number) => string }

const shapes: readonly Shape[] = [
  {
    name: "deep",
    pathOf: (file) => {
      const folder = Math.floor(file / 3)
      return `packages/p${folder % 30}/test/fixtures/g${Math.floor(folder / 30) % 20}/case-${folder}/part-${file % 3}.ts`
    },
  },
  {
    name: "flat",
    pathOf: (file) => `packages/p${Math.floor(file / 60) % 40}/src${Math.floor(file / 2400)}/file-${file}.ts`,
  },
]

console.log(
  `Node ${process.version}, ${(await run("git", ["--version"])).stdout.trim()}, ${availableParallelism()} cores`,
)
console.log(`${rounds} rounds after one warm-up; target: checkpoint <= ${target} x git status\n`)
console.log("files   shape   git status ms   checkpoint ms   ratio (median of rounds)   p25 - p75")
for (const shape of shapes) {
  for (const files of [2800, 28000]) await compare(shape, files)
}

async function compare(shape: Shape, files: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "for-loop-bench-"))
  try {
    const paths = await makeTree(folder, shape, files)
    const opened = await openRepository(folder)
    if (opened.kind === "none") throw new Error(opened.why)
    const { status, checkpoint } = await measure(opened.repo, paths)
    const ratios = checkpoint.map((time, round) => time / (status[round] ?? Number.NaN))
    const cells = [
      String(files).padEnd(7),
      shape.name.padEnd(7),
      at(status, 0.5).toFixed(1).padStart(13),
      at(checkpoint, 0.5).toFixed(1).padStart(15),
      `${at(ratios, 0.5).toFixed(2)}x${at(ratios, 0.5) <= target ? "" : "  over target"}`
        .padStart(13)
        .padEnd(27),
      `${at(ratios, 0.25).toFixed(2)} - ${at(ratios, 0.75).toFixed(2)}`,
    ]
    console.log(cells.join(" "))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(repo: Repository, paths: readonly string[]) {
  const status: number[] = []
  const checkpoint: number[] = []
  let change = 0
  let parent: string | null = null
  const touch = () => {
    change++
    for (let i = 0; i < 5; i++) {
      const path = paths[(change * 977 + i * 131) % paths.length]
      if (path !== undefined) appendFileSync(join(repo.top, path), `// ${change}\n`)
    }
  }
  const ways = [
    async (times: number[] | null) => {
      const start = performance.now()
      await runGit(repo, ["status", "--porcelain", "-z"])
      times?.push(performance.now() - start)
    },
    async (_: unknown, times: number[] | null) => {
      const start = performance.now()
      const taken = await takeCheckpoint(repo, { loop: "bench", number: change, message: "bench", parent })
      times?.push(performance.now() - start)
      parent = taken.commit
    },
  ]
  for (let round = 0; round <= rounds; round++) {
    touch()
    const order = round % 2 === 0 ? ways : [...ways].reverse()
    for (const way of order) await way(round === 0 ? null : status, round === 0 ? null : checkpoint)
  }
  return { status, checkpoint }
}

async function makeTree(folder: string, shape: Shape, files: number): Promise<string[]> {
  const paths = Array.from({ length: files }, (_, file) => shape.pathOf(file))
  // Files older than the index, as in any checkout more than a second old; git rereads the others each time.
  const old = new Date(Date.now() - 3_600_000)
  for (const [file, path] of paths.entries()) {
    const target = join(folder, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, `export const value${file} = ${file}\n`.repeat(10 + (file % 80)))
    utimesSync(target, old, old)
  }
  const identity = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"]
  for (const args of [
    ["init", "-q"],
    ["add", "-A"],
    [...identity, "commit", "-qm", "tree"],
    ["repack", "-adq"],
  ]) {
    await run("git", args, { cwd: folder })
  }
  // Packed as in a clone, with the folders of loose objects there as in a repository that is worked in.
  for (let byte = 0; byte < 256; byte++)
    mkdirSync(join(folder, ".git/objects", byte.toString(16).padStart(2, "0")), { recursive: true })
  return paths
}

function at(values: readonly number[], quantile: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] ?? Number.NaN
}
