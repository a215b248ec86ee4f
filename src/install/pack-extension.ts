import { join, resolve } from "node:path"
import { createVSIX } from "@vscode/vsce"
import { readBytes, removeTree } from "../system/files.ts"
import { makeTempFolder } from "../system/temp-folder.ts"
import { extensionFiles } from "./extension-files.ts"
import { writePluginFiles } from "./plugin-files.ts"

/** Largest package in bytes: what a new version costs every user to fetch and unpack. */
export const maxPackageBytes = 1_000_000

/** Moment that all entries bear, so that equal files make an equal package (2020-01-01). */
const epochSeconds = "1577836800"

export type PackedExtension =
  | { readonly kind: "packed"; readonly bytes: number; readonly files: readonly string[] }
  | { readonly kind: "incomplete"; readonly missing: readonly string[] }

/**
 * Packs the extension that was built in the repository root `sourceRoot` into the file `target`. Equal files give equal
 * bytes: order, times and permission bits are fixed. Throws when vsce refuses the manifest.
 */
export async function packExtension(sourceRoot: string, target: string): Promise<PackedExtension> {
  const found = extensionFiles(sourceRoot)
  if (found.kind === "incomplete") return found
  const stage = makeTempFolder("for-loop-vsix-")
  const before = { SOURCE_DATE_EPOCH: process.env.SOURCE_DATE_EPOCH, TZ: process.env.TZ }
  try {
    writePluginFiles(stage, found.files)
    // Read by vsce: the first sorts and dates the entries, the second because zip keeps local times.
    Object.assign(process.env, { SOURCE_DATE_EPOCH: epochSeconds, TZ: "UTC" })
    await quietly(async () => {
      await createVSIX({
        cwd: stage,
        packagePath: target,
        dependencies: false,
        ignoreFile: join(sourceRoot, ".vscodeignore"),
        allowMissingRepository: true,
        rewriteRelativeLinks: false,
      })
    })
  } finally {
    for (const [name, value] of Object.entries(before))
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    removeTree(stage)
  }
  const bytes = readBytes(target)?.length ?? 0
  return { kind: "packed", bytes, files: found.files.map((file) => file.path) }
}

/** Without vsce's list of all files, which would stand before the demo of `npm start`. Its warnings stay. */
async function quietly(work: () => Promise<void>): Promise<void> {
  const { log } = console
  console.log = () => {}
  try {
    await work()
  } finally {
    console.log = log
  }
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, "..", "..")
  const { default: manifest } = await import("../../package.json", { with: { type: "json" } })
  const target = join(root, "dist", `antigravity-for-loop-${manifest.version}.vsix`)
  const packed = await packExtension(root, target)
  if (packed.kind === "incomplete") {
    console.error(`Not packed; missing: ${packed.missing.join(", ")}. Run \`npm run build\` first.`)
    process.exitCode = 1
  } else if (packed.bytes > maxPackageBytes) {
    console.error(`${target}: ${packed.bytes} bytes, more than ${maxPackageBytes}; something large got in.`)
    process.exitCode = 1
  } else console.log(`${target}: ${packed.files.length} files, ${Math.ceil(packed.bytes / 1000)} kB`)
}
