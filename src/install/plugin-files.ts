import { join } from "node:path"
import { entryKind, listFiles, placeCopy, placeText } from "../system/files.ts"
import { type GuardChoice, pluginHooksText } from "./hook-entry.ts"

/** One file of a plugin folder: path below it (with `/`), permission bits, and where its content comes from. */
export type PluginFile = { readonly path: string; readonly mode: number } & (
  | { readonly kind: "copy"; readonly from: string }
  | { readonly kind: "text"; readonly text: string }
)

const launcher = "hooks/for-loop-hook"
const required = ["plugin.json", launcher, `${launcher}.cmd`, "hooks/hook.cjs", "LICENSE"]

const readme = `# For Loop for Antigravity: installed plugin

This folder was written by \`for-loop install\` and is replaced as a whole by the next one; do not edit it.

- \`/for-loop "task" --max-iterations N\` starts a loop, \`/cancel-loop\` ends it.
- \`for-loop doctor\` shows whether the hooks of this folder really run.
- \`for-loop uninstall\` removes it.
`

/**
 * The files of a clean plugin folder made from `source` (the repository root or another plugin folder): nothing else of
 * the tree is copied, because the host installs whatever lies there. Names the needed files that `source` lacks.
 */
export function pluginFiles(
  source: string,
  platform: NodeJS.Platform,
  guard: GuardChoice = "off",
):
  | { readonly kind: "files"; readonly files: readonly PluginFile[] }
  | { readonly kind: "incomplete"; readonly missing: readonly string[] } {
  const missing = required.filter((path) => entryKind(join(source, path)) !== "file")
  if (missing.length > 0) return { kind: "incomplete", missing }
  // With the licences of what the bundles carry.
  const bundles = listFiles(join(source, "hooks")).filter((name) =>
    /\.(?:cjs|wasm\.br)$|^NOTICE\.md$/.test(name),
  )
  const skills = listFiles(join(source, "skills")).filter((name) => name.endsWith("/SKILL.md"))
  const copied = new Set([
    ...required,
    ...bundles.map((name) => `hooks/${name}`),
    ...skills.map((name) => `skills/${name}`),
  ])
  const files: PluginFile[] = [...copied].map((path) => ({
    kind: "copy",
    path,
    from: join(source, path),
    mode: path === launcher ? 0o755 : 0o644,
  }))
  files.push({ kind: "text", path: "README.md", text: readme, mode: 0o644 })
  files.push({ kind: "text", path: "hooks.json", text: pluginHooksText(platform, guard), mode: 0o644 })
  return { kind: "files", files: files.sort(byPath) }
}

/** Writes the files below `folder`; `plugin.json` comes last, so that half a folder is never taken for a plugin. */
export function writePluginFiles(folder: string, files: readonly PluginFile[]): void {
  const ordered = [...files].sort((a, b) => Number(isManifest(a)) - Number(isManifest(b)))
  for (const file of ordered) {
    const path = join(folder, file.path)
    if (file.kind === "copy") placeCopy(file.from, path, file.mode)
    else placeText(path, file.text, file.mode)
  }
}

function isManifest(file: PluginFile): boolean {
  return file.path === "plugin.json"
}

function byPath(a: PluginFile, b: PluginFile): number {
  return a.path < b.path ? -1 : 1
}
