import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { dirname, join } from "node:path"
import { hostFolder, hostNode, hostStamp, hostVersions, wantedStamp } from "./host-versions.ts"
import { runProgram } from "./run-program.ts"

const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
const server = join(hostFolder, "node_modules", "code-server")
const vscode = join(server, "lib", "vscode")
const here = `${process.platform}-${process.arch}`

/**
 * Installs a real VS Code (code-server) into `hostFolder`, from the npm registry alone and without any install script:
 * those would download from elsewhere. Null = ready, else what failed in one sentence.
 */
export function installCodeServer(): string | null {
  rmSync(hostStamp, { force: true })
  mkdirSync(hostFolder, { recursive: true })
  const manifest = { name: "for-loop-ide-host", private: true, dependencies: hostVersions }
  writeFileSync(join(hostFolder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`)
  const top = npm(hostFolder, ["install", ...quiet, "--engine-strict=false"])
  if (top !== null) return top
  preferPrebuilt()
  dropGitDependencies()
  for (const folder of [vscode, join(vscode, "extensions")]) {
    const failed = npm(folder, ["install", "--omit=dev", ...quiet])
    if (failed !== null) return failed
  }
  placeRipgrep()
  preferPrebuiltTerminal()
  compileExtras()
  writeFileSync(hostStamp, wantedStamp)
  return null
}

function npm(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string | null {
  return runProgram("npm", args, { cwd, env, minutes: 10 })
}

/** Without the nested copy, ordinary upward resolution finds the one that brings its binary. */
function preferPrebuilt(): void {
  rmSync(join(server, "node_modules", "argon2"), { recursive: true, force: true })
}

/** VS Code of this line depends on a file watcher straight from git; the registry's own is found above it. */
function dropGitDependencies(): void {
  const manifest = readObject(join(vscode, "package.json"))
  const dependencies = objectAt(manifest, "dependencies")
  const fromGit = Object.entries(dependencies).filter(([, range]) => /[/#]/.test(String(range)))
  for (const [name] of fromGit) delete dependencies[name]
  writeJson(join(vscode, "package.json"), { ...manifest, dependencies })
  const lock = readObject(join(vscode, "npm-shrinkwrap.json"))
  const packages = objectAt(lock, "packages")
  const own = objectAt(packages, "")
  const kept = objectAt(own, "dependencies")
  for (const [name] of fromGit) {
    delete kept[name]
    delete packages[`node_modules/${name}`]
  }
  writeJson(join(vscode, "npm-shrinkwrap.json"), {
    ...lock,
    packages: { ...packages, "": { ...own, dependencies: kept } },
  })
}

/** Finding files needs `rg` where VS Code looks for it. */
function placeRipgrep(): void {
  const bin = join(vscode, "node_modules", "@vscode", "ripgrep", "bin")
  cpSync(join(hostFolder, "node_modules", "@vscode", "ripgrep-universal", "bin", here), bin, {
    recursive: true,
  })
  for (const name of readdirSync(bin)) chmodSync(join(bin, name), 0o755)
}

function preferPrebuiltTerminal(): void {
  const nested = join(vscode, "node_modules", "node-pty")
  if (!existsSync(join(nested, "prebuilds", here))) rmSync(nested, { recursive: true, force: true })
}

/** Log files and the end of orphaned extension hosts; needs a compiler, and everything else works without. */
function compileExtras(): void {
  const names = ["@vscode/spdlog", "native-watchdog"].filter((name) =>
    existsSync(join(vscode, "node_modules", name)),
  )
  const bin = dirname(hostNode)
  const env = { npm_config_nodedir: dirname(bin), PATH: `${bin}:${process.env.PATH ?? ""}` }
  const failed = npm(vscode, ["rebuild", ...names, "--loglevel=error"], env)
  if (failed !== null) process.stdout.write(`ide host: ${failed}; going on without its log files\n`)
}

function readObject(file: string): Record<string, unknown> {
  const parsed: unknown = JSON.parse(readFileSync(file, "utf8"))
  return objectAt({ parsed }, "parsed")
}

function objectAt(object: Record<string, unknown>, key: string): Record<string, unknown> {
  const value = object[key]
  return typeof value === "object" && value !== null ? { ...value } : {}
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`)
}
