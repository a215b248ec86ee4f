// Builds and packs this tree twice, in two folders with different names, and compares every byte of what came out.
// Usage: npm run reproducible
import { execFileSync } from "node:child_process"
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs"
import { dirname, join } from "node:path"
import { makeTempFolder } from "../../src/system/temp-folder.ts"

const root = join(import.meta.dirname, "..", "..")
const steps = ["build.config.ts", "src/install/pack-plugin.ts", "src/install/pack-extension.ts"]
const folders = ["one", "another folder ü, deeper/and/deeper"]

const none = Buffer.from("not there")

const base = makeTempFolder("for-loop-reproducible-")
try {
  const [first, second] = folders.map((name) => built(join(base, name)))
  if (first === undefined || second === undefined) throw new Error("nothing was built")
  const names = [...new Set([...first.keys(), ...second.keys()])].sort()
  const different = names.filter((name) => !(first.get(name) ?? none).equals(second.get(name) ?? none))
  for (const name of different) console.error(`differs: ${name}`)
  const vsix = names.filter((name) => name.endsWith(".vsix"))
  if (different.length > 0 || vsix.length !== 1) process.exitCode = 1
  else console.log(`${names.length} files, among them ${vsix[0]}, are the same bytes from both folders.`)
} finally {
  rmSync(base, { recursive: true, force: true })
}

/** What a build of a copy of this tree leaves, by path. */
function built(folder: string): ReadonlyMap<string, Buffer> {
  const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: root,
    encoding: "utf8",
  })
  for (const path of tracked.split("\0").filter(Boolean)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    cpSync(join(root, path), join(folder, path))
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"))
  for (const step of steps) execFileSync(process.execPath, [step], { cwd: folder, stdio: "pipe" })
  return new Map(["dist", "hooks"].flatMap((name) => filesBelow(folder, name)))
}

function filesBelow(folder: string, name: string): [string, Buffer][] {
  return readdirSync(join(folder, name), { recursive: true, encoding: "utf8" })
    .map((path) => join(name, path))
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => [path, readFileSync(join(folder, path))])
}
