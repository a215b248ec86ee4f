import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { isRecord, parseRecord } from "./src/system/json-record.ts"

/** The notices that are packed, and the bundles each of them speaks for. Written by `npm run notices`. */
export const notices = [
  { path: "media/NOTICE.md", bundles: ["dist/dashboard", "dist/extension"] },
  { path: "media/NOTICE-cli.md", bundles: ["dist/cli"] },
  { path: "hooks/NOTICE.md", bundles: ["hooks"] },
] as const

type Made = { readonly files: readonly string[]; readonly packages: readonly string[] }

/** What each bundle is made of, by its folder, as the last build noted it (build.packages.ts). */
export function carriedBy(root: string): Readonly<Record<string, Made>> {
  const noted = parseRecord(readFileSync(join(root, "dist", "carried.json"), "utf8")) ?? {}
  return Object.fromEntries(
    Object.entries(noted).flatMap(([dir, made]) =>
      isRecord(made) ? [[dir, { files: texts(made.files), packages: texts(made.packages) }]] : [],
    ),
  )
}

/**
 * The notice for `bundles`: every package with its makers' own words, packages under the same words together. Throws for a
 * package that tells no licence, because its code could not be shipped then.
 */
export function noticeText(root: string, bundles: readonly string[]): string {
  const carried = carriedBy(root)
  const folders = new Set(bundles.flatMap((bundle) => carried[bundle]?.packages ?? []))
  const groups = new Map<string, Licence[]>()
  for (const folder of [...folders].sort()) {
    const licence = licenceOf(join(root, folder))
    if (licence.name === codicons) continue
    const key = wordsOf(licence.body)
    groups.set(key, [...(groups.get(key) ?? []), licence])
  }
  const own = wordsOf(readFileSync(join(root, "LICENSE"), "utf8"))
  const sections = [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([key, group]) => section(group, key === own ? ownLicence : quoted(group[0]?.body ?? "")))
  const icons = [...folders].some((folder) => folder.endsWith(codicons)) ? [iconNotice] : []
  const grammars = [...folders].some((folder) => folder.endsWith("tree-sitter-wasm")) ? [grammarNotice] : []
  return `${[introduction(bundles), ...icons, ...grammars, ...sections].join("\n\n")}\n`
}

type Licence = {
  readonly name: string
  /** What the package calls its licence. */
  readonly id: string
  readonly holders: readonly string[]
  /** The words without title and makers. */
  readonly body: string
}

function licenceOf(folder: string): Licence {
  const manifest = parseRecord(readFileSync(join(folder, "package.json"), "utf8")) ?? {}
  const name = String(manifest.name)
  const file = readdirSync(folder)
    .sort()
    .find((entry) => /^licen[cs]e(?:[.-](?:md|txt|mit|bsd))?$/i.test(entry))
  const id = typeof manifest.license === "string" ? manifest.license : "MIT"
  if (file === undefined)
    return { name, id, holders: [`Copyright (c) ${authorOf(manifest, name)}`], body: mit(id, name) }
  const lines = readFileSync(join(folder, file), "utf8").replaceAll("\r", "").split("\n")
  const holders = lines.filter(isHolder).map((line) => line.trim())
  const body = lines.filter((line) => !isHolder(line) && !isTitle(line)).join("\n")
  return { name, id, holders: [...new Set(holders)], body: body.trim().replace(/\n{3,}/g, "\n\n") }
}

const isHolder = (line: string) => /copyright\s*(?:\(c\),?|©|\d{4})/i.test(line)
const isTitle = (line: string) =>
  /^[#\s(]*(?:the )?(?:mit|isc|bsd \d-clause)(?: licen[cs]e)?(?: \(mit\))?[\s).:]*$|^=+$|^\s*all rights reserved\.?\s*$/i.test(
    line,
  )

/** Packages without a file of their own say `MIT` in their manifest; these are the words that this means. */
function mit(id: string, name: string): string {
  if (id !== "MIT") throw new Error(`${name} tells no licence that could be shipped with it`)
  const words = readFileSync(join(import.meta.dirname, "node_modules/fast-xml-parser/LICENSE"), "utf8")
  return words.slice(words.indexOf("Permission is hereby granted")).trim()
}

function authorOf(manifest: Readonly<Record<string, unknown>>, name: string): string {
  if (typeof manifest.author === "string") return manifest.author
  if (isRecord(manifest.author) && typeof manifest.author.name === "string") return manifest.author.name
  return `the authors of ${name}`
}

/** Equal for licences that differ in lines, in letters, or in how a user of the licence may refer to it. */
function wordsOf(text: string): string {
  const terms = text.split("END OF TERMS AND CONDITIONS")[0] ?? ""
  return terms.replace(/\s+/g, " ").trim().toLowerCase()
}

const ownLicence = "The words of this licence stand in the file `LICENSE`, which is shipped beside this one."

function quoted(body: string): string {
  return body.replace(/^(?=.*\S)/gm, "    ").replace(/[ \t]+$/gm, "")
}

function section(group: readonly Licence[], words: string): string {
  const heading = `## ${[...new Set(group.map(({ id }) => id))].sort().join(", ")}: ${group.length === 1 ? group[0]?.name : `${group.length} packages`}`
  const names = new Map<string, Set<string>>()
  for (const { name, holders } of group) names.set(name, new Set([...(names.get(name) ?? []), ...holders]))
  const list = [...names].map(([name, holders]) =>
    [`- \`${name}\``, ...[...holders].map((holder) => `  ${holder}`)].join("  \n"),
  )
  return [heading, list.join("\n"), words].join("\n\n")
}

function introduction(bundles: readonly string[]): string {
  const where = bundles.map((bundle) => `\`${bundle === "hooks" ? "dist/plugin/hooks" : bundle}\``).join(", ")
  return `# Notices

The built files (${where}) carry work of others. Their terms ask for what follows. Written by \`npm run notices\` from what
the bundler really took in; edits by hand are lost. Bundles in other folders have notices of their own.`
}

const codicons = "@vscode/codicons"

const iconNotice = `## Codicons

The icons of the dashboard are Codicons, the icon font of Visual Studio Code, © Microsoft Corporation. They are
taken from the package [\`@vscode/codicons\`](https://github.com/microsoft/vscode-codicons) and used under the licence
[Creative Commons Attribution 4.0 International (CC BY 4.0)](https://creativecommons.org/licenses/by/4.0/). What was changed:
\`codicon.ttf\` holds the icons in use alone, each drawn as it was. They come without warranty; Microsoft does not endorse this
product.`

const grammarNotice = `## Grammars

\`@vscode/tree-sitter-wasm\` holds the grammars [tree-sitter-python](https://github.com/tree-sitter/tree-sitter-python) and
[tree-sitter-go](https://github.com/tree-sitter/tree-sitter-go), compiled; both are Copyright (c) Max Brunsfeld and under the MIT
licence that stands below.`

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : []
}

if (import.meta.main) {
  const root = import.meta.dirname
  if (!existsSync(join(root, "dist", "carried.json"))) throw new Error("Run `npm run build` first.")
  for (const { path, bundles } of notices) writeFileSync(join(root, path), noticeText(root, bundles))
}
