import { execFileSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { basename, join } from "node:path"
import { brotliDecompressSync } from "node:zlib"
import { expect, it } from "vitest"
import { carriedBy } from "../../build.notices.ts"
import { extensionFiles } from "../../src/install/extension-files.ts"
import type { PluginFile } from "../../src/install/plugin-files.ts"
import { pluginFiles } from "../../src/install/plugin-files.ts"
import { root } from "../architecture/sources.ts"

const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
  cwd: root,
  encoding: "utf8",
})
const inTree = new Set(listed.split("\0"))
const made = carriedBy(root)

/** Made by the build of files of the tree, in other ways than by the bundler. */
const alsoBuilt = new Set([
  "dist/dashboard/main.css",
  "dist/dashboard/gateway.css",
  "dist/dashboard/codicon.ttf",
])

/** Where a packed file comes from; null when nobody can tell. */
function originOf(file: PluginFile): string | null {
  // Written by the packer itself: what it says is tested where it is made.
  if (file.kind === "text") return "packer"
  const path = file.from.slice(root.length + 1).replaceAll("\\", "/")
  if (inTree.has(path)) return "tree"
  if (alsoBuilt.has(path)) return "build"
  const [, bundle = "", name = ""] = /^(hooks|dist\/\w+)\/(.*)$/.exec(path) ?? []
  if (made[bundle]?.files.includes(name)) return "bundler"
  const [, grammar] = /^wasm\/([\w-]+\.wasm)\.br$/.exec(name) ?? []
  return grammar !== undefined && isGrammar(file.from, grammar) ? "package" : null
}

function isGrammar(packed: string, name: string): boolean {
  const sources = ["web-tree-sitter", "@vscode/tree-sitter-wasm/wasm"].map((folder) =>
    join(root, "node_modules", folder, name),
  )
  const source = sources.find((path) => existsSync(path))
  return source !== undefined && brotliDecompressSync(readFileSync(packed)).equals(readFileSync(source))
}

it("every file of the plugin is one of the tree, or was built of it", () => {
  const plugin = pluginFiles(root, "linux")
  if (plugin.kind === "incomplete") throw new Error(`missing ${plugin.missing.join(", ")}: run npm run build`)
  expect(plugin.files.filter((file) => originOf(file) === null).map(({ path }) => path)).toEqual([])
  expect(new Set(plugin.files.map(originOf))).toEqual(new Set(["tree", "bundler", "package", "packer"]))
})

it("every file of the extension is one of the tree, was built of it, or is the plugin's", () => {
  const extension = extensionFiles(root)
  if (extension.kind === "incomplete") throw new Error(`missing ${extension.missing.join(", ")}`)
  const plugin = pluginFiles(root, "linux")
  const ofPlugin = new Map(
    plugin.kind === "files" ? plugin.files.map((file) => [`dist/plugin/${file.path}`, file]) : [],
  )
  const foreign = extension.files.filter((file) => {
    const twin = ofPlugin.get(file.path)
    if (twin === undefined || file.kind === "text") return originOf(file) === null
    return twin.kind === "copy" && !readFileSync(twin.from).equals(readFileSync(file.from))
  })
  expect(foreign.map(({ path }) => path)).toEqual([])
})

it.each(["dist/cli", "dist/extension"])("nothing lies in %s that the last build did not make", (bundle) => {
  const there = readdirSync(join(root, bundle), { recursive: true, encoding: "utf8" }).map((name) =>
    basename(name),
  )
  expect(there.filter((name) => !made[bundle]?.files.includes(name))).toEqual([])
})

it.skipIf(process.platform === "win32")(
  "a build leaves the command executable that a link stands for",
  () => {
    expect(statSync(join(root, "dist/cli/for-loop.cjs")).mode & 0o111).toBe(0o111)
  },
)
