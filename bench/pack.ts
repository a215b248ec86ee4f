// A pack of 900,000 tokens beside plainly reading the tracked files and beside repomix, on two public trees.
// Usage: node bench/pack.ts [rounds]   (fetches the trees, repomix and an exact tokenizer once, into a temporary folder)
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type BenchResult, interleave, printResults } from "./interleave.ts"
import { buildCli, exactTokens, installed, run, runMeasured } from "./pack/programs.ts"
import { type Tree, treeIn, trees } from "./pack/trees.ts"

const rounds = Number(process.argv[2] ?? 11)
const slowRounds = Math.max(3, Math.floor(rounds / 3))
const budget = 900_000
const targets = { warm: 1, cold: 12, megabytes: 200, off: 0.05 }

const cache = join(tmpdir(), "for-loop-bench-pack")
mkdirSync(cache, { recursive: true })
const work = mkdtempSync(join(tmpdir(), "for-loop-bench-"))
const missed: string[] = []
try {
  const cli = await buildCli(join(work, "cli"))
  const repomix = join(installed(cache, "repomix", "1.18.1"), "node_modules", "repomix", "bin", "repomix.cjs")
  for (const tree of trees) await measure(tree, await treeIn(cache, tree), cli, repomix)
} finally {
  rmSync(work, { recursive: true, force: true })
}
console.log(missed.length === 0 ? "\nEvery target of the packer was met." : `\nMissed: ${missed.join("; ")}`)
process.exitCode = missed.length === 0 ? 0 : 1

async function measure(tree: Tree, folder: string, cli: string, repomix: string): Promise<void> {
  const home = join(work, `home-${tree.folder}`)
  const out = join(work, `${tree.folder}.md`)
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    FOR_LOOP_HOME: home,
    GEMINI_API_KEY: "",
    GOOGLE_API_KEY: "",
  }
  delete env.NODE_EXTRA_CA_CERTS
  const where = { cwd: folder, env }
  const args = [cli, "pack", "--output", out, "--budget", String(budget), "--estimate"]
  const cat = {
    name: "cat of the tracked files",
    run: () => void execFileSync("sh", ["-c", "git ls-files -z | xargs -0 cat | wc -c"], where),
  }
  const forget = (): void => rmSync(home, { recursive: true, force: true })
  const files = execFileSync("git", ["ls-files", "-z"], { ...where, maxBuffer: 1 << 28 }).filter(
    (byte) => byte === 0,
  )
  console.log(`\n${tree.name}: ${files.length} files`)

  const edited = join(folder, editedFile(folder))
  const before = readFileSync(edited, "utf8")
  let edits = 0
  const warm = await interleave([cat, { name: "pack, nothing changed", run: () => run(args, where) }], rounds)
  const first = readFileSync(out, "utf8")
  const afterEdit = await interleave(
    [
      cat,
      {
        name: "pack after an edit of one file",
        run: () => {
          writeFileSync(edited, `${before}\n# edit ${++edits}\n`)
          run(args, where)
        },
      },
    ],
    slowRounds,
  )
  const second = readFileSync(out, "utf8")
  writeFileSync(edited, `${before}\n# edit ${++edits}\n`)
  run(args, where)
  const third = readFileSync(out, "utf8")
  writeFileSync(edited, before)
  const cold = await interleave(
    [
      cat,
      {
        name: "pack, nothing known",
        run: () => {
          forget()
          run(args, where)
        },
      },
      {
        name: "repomix, its token cache warm",
        run: () => run([repomix, "--quiet", "--output", join(work, "repomix.xml"), folder], where),
      },
    ],
    slowRounds,
  )
  printResults(tree.name, [...warm, ...afterEdit.slice(1), ...cold.slice(1)])
  forget()
  const coldPeak = runMeasured(work, args, where)
  const warmPeak = runMeasured(work, args, where)
  const repomixPeak = runMeasured(
    work,
    [repomix, "--quiet", "--output", join(work, "repomix.xml"), folder],
    where,
  )
  console.log(
    `\nPeak memory: ${coldPeak.toFixed(0)} MB cold, ${warmPeak.toFixed(0)} MB warm; repomix ${repomixPeak.toFixed(0)} MB`,
  )
  const share = (a: string, b: string): string => ((commonBeginning(a, b) / b.length) * 100).toFixed(1)
  console.log(
    `Of the text after the first edit of a file ${share(first, second)} % is as it was before; after the next edit of it ${share(second, third)} %.`,
  )
  expectAtMost(`${tree.folder}: warm, x cat`, ratioOf(warm, 1), targets.warm)
  expectAtMost(`${tree.folder}: cold, x cat`, ratioOf(cold, 1), targets.cold)
  expectAtMost(`${tree.folder}: peak memory, MB`, Math.max(coldPeak, warmPeak), targets.megabytes)
  for (const tokens of [budget, 100_000]) checkCount(tree, where, cli, tokens)
}

/** What was estimated against an exact count of what was written. */
function checkCount(
  tree: Tree,
  where: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
  cli: string,
  tokens: number,
): void {
  const out = join(work, "counted.md")
  const args = [cli, "pack", "--output", out, "--budget", String(tokens), "--estimate", "--json"]
  const told: unknown = JSON.parse(
    execFileSync(process.execPath, args, { ...where, encoding: "utf8", maxBuffer: 1 << 28 }),
  )
  const estimate =
    typeof told === "object" && told !== null && "tokens" in told ? Number(told.tokens) : Number.NaN
  const exact = exactTokens(cache, out)
  console.log(
    `Budget ${tokens}: estimated ${estimate}, counted ${exact} (${(((estimate - exact) / exact) * 100).toFixed(1)} %)`,
  )
  expectAtMost(
    `${tree.folder}: estimate of ${tokens} off by`,
    Math.abs(estimate - exact) / exact,
    targets.off,
  )
  expectAtMost(`${tree.folder}: exact tokens of a budget of ${tokens}`, exact, tokens)
}

function expectAtMost(what: string, found: number, most: number): void {
  const met = found <= most
  console.log(
    `Target: ${what} at most ${most}: ${found >= 100 ? found.toFixed(0) : found.toFixed(3)}${met ? "" : "  MISSED"}`,
  )
  if (!met) missed.push(`${what} ${found.toFixed(3)} > ${most}`)
}

function ratioOf(results: readonly BenchResult[], at: number): number {
  return results[at]?.ratio ?? Number.NaN
}

/** A source file in the middle of the list. */
function editedFile(folder: string): string {
  const names = execFileSync("git", ["ls-files", "-z", "*.py", "*.js"], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  })
  const sources = names.split("\0").filter((name) => name.includes("/") && !/test|fixture|dist/.test(name))
  return sources[Math.floor(sources.length / 2)] ?? ""
}

function commonBeginning(a: string, b: string): number {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return at
}
