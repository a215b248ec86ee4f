import { join, resolve } from "node:path"
import { removeTree } from "../system/files.ts"
import { pluginFiles, writePluginFiles } from "./plugin-files.ts"

export type Packed =
  | { readonly kind: "packed"; readonly files: readonly string[] }
  | { readonly kind: "incomplete"; readonly missing: readonly string[] }

/**
 * Makes the clean plugin folder `target` out of the repository root `sourceRoot`; what was in `target` is removed. The
 * result is the one of macOS and Linux; installing on Windows writes that platform's `hooks.json`. Throws StoreError.
 */
export function packPlugin(sourceRoot: string, target: string): Packed {
  const found = pluginFiles(sourceRoot, "linux")
  if (found.kind === "incomplete") return found
  removeTree(target)
  writePluginFiles(target, found.files)
  return { kind: "packed", files: found.files.map((file) => file.path) }
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, "..", "..")
  const target = join(root, "dist", "plugin")
  const packed = packPlugin(root, target)
  if (packed.kind === "incomplete") {
    console.error(`Not packed; missing: ${packed.missing.join(", ")}. Run \`npm run build\` first.`)
    process.exitCode = 1
  } else console.log(`${target}: ${packed.files.length} files`)
}
