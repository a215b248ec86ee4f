import { join } from "node:path"
import { readTextIfPresent } from "../system/atomic-file.ts"
import { entryKind, listFiles, readBytes } from "../system/files.ts"
import { parseRecord } from "../system/json-record.ts"
import { listNames } from "../system/list-names.ts"
import type { PluginFile } from "./plugin-files.ts"

/** Folders that go into the package whole: what was built, translations, pictures of the walkthrough. */
const folders = ["dist/extension", "dist/dashboard", "dist/plugin", "l10n", "media/walkthrough"]
const texts = ["LICENSE", "CHANGELOG.md", "media/NOTICE.md"]
const required = ["package.json", "README.md", ...texts, "dist/dashboard/main.js", "dist/plugin/plugin.json"]
/** Below this a second copy costs less than it is worth. */
const twinBytes = 5_000
/** What only a checkout needs; `files` is the list for npm, and vsce would follow it. */
const checkoutOnly = new Set(["scripts", "devDependencies", "allowScripts", "files", "bin"])

/**
 * The files of the extension's package, made from the repository root `source`. A list of what goes in, so that nothing
 * else of a checkout ever can. Names the needed files that `source` lacks.
 */
export function extensionFiles(
  source: string,
):
  | { readonly kind: "files"; readonly files: readonly PluginFile[] }
  | { readonly kind: "incomplete"; readonly missing: readonly string[] } {
  const manifest = parseRecord(readTextIfPresent(join(source, "package.json")) ?? "") ?? {}
  const main = typeof manifest.main === "string" ? [manifest.main.replace(/^\.\//, "")] : []
  const missing = [...required, ...main].filter((path) => entryKind(join(source, path)) !== "file")
  if (missing.length > 0) return { kind: "incomplete", missing }
  const copied = new Set([
    ...folders.flatMap((folder) => listFiles(join(source, folder)).map((name) => `${folder}/${name}`)),
    ...texts,
    ...listNames(source).filter((name) => /^package\.nls(\.[a-z-]+)?\.json$/.test(name)),
    ...picturesOf(manifest),
  ])
  const files: PluginFile[] = [...copied].map((path) => {
    const twin = twinOf(source, path)
    return twin === null
      ? {
          kind: "copy",
          path,
          from: join(source, path),
          mode: path.endsWith("/hooks/for-loop-hook") ? 0o755 : 0o644,
        }
      : { kind: "text", path, text: `module.exports=require(${JSON.stringify(twin)})\n`, mode: 0o644 }
  })
  const readme = readTextIfPresent(join(source, "README.md")) ?? ""
  files.push({ kind: "text", path: "README.md", text: shippedReadme(readme), mode: 0o644 })
  files.push({ kind: "text", path: "package.json", text: shippedManifest(manifest), mode: 0o644 })
  return { kind: "files", files: files.sort((a, b) => (a.path < b.path ? -1 : 1)) }
}

/** A large chunk that the plugin's bundle has byte for byte is packed once; null for every other file. */
function twinOf(source: string, path: string): string | null {
  const name = /^dist\/extension\/([\w.-]+\.cjs)$/.exec(path)?.[1]
  if (name === undefined) return null
  const [one, other] = [
    readBytes(join(source, path)),
    readBytes(join(source, "dist", "plugin", "hooks", name)),
  ]
  if (one === null || other === null || one.length < twinBytes) return null
  return Buffer.compare(one, other) === 0 ? `../plugin/hooks/${name}` : null
}

/** Icons that the manifest names. */
function picturesOf(manifest: Readonly<Record<string, unknown>>): string[] {
  const found = JSON.stringify(manifest).matchAll(/"(?:\.\/)?(media\/[^"/]+\.(?:svg|png))"/g)
  return [...found].flatMap((match) => (match[1] === undefined ? [] : [match[1]]))
}

/** Sections for people with the sources before them, or with a terminal: the extension's page goes without. */
const elsewhere: readonly string[] = [
  "See it in one minute",
  "Where things are",
  "What is tested, and how",
  "Development",
]

function shippedReadme(markdown: string): string {
  const sections = markdown.split(/^(?=## )/m)
  return withoutPictures(
    sections.filter((section) => !elsewhere.includes(/^## (.*)$/m.exec(section)?.[1] ?? "")).join(""),
  )
}

/** Screenshots are not in the package, and the editor's extension page cannot show relative ones anyway. */
function withoutPictures(markdown: string): string {
  return markdown
    .replace(/^(?:<picture>[\s\S]*?<\/picture>|<img\b[^>]*>|!\[[^\]]*\]\(media\/[^)]*\)\s*)+$\n?/gm, "")
    .replace(/\n{3,}/g, "\n\n")
}

function shippedManifest(manifest: Readonly<Record<string, unknown>>): string {
  const kept = Object.fromEntries(Object.entries(manifest).filter(([key]) => !checkoutOnly.has(key)))
  return `${JSON.stringify(kept, null, 2)}\n`
}
