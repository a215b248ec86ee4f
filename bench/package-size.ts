/**
 * What installing the extension costs to fetch: the package's size and what it is made of.
 * usage: npm run package && node bench/package-size.ts
 *
 * Baseline: the sum of the packed files without compression. Target: at most 1 MB (1,000,000 bytes).
 */
import { existsSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { deflateRawSync } from "node:zlib"
import manifest from "../package.json" with { type: "json" }
import { extensionFiles } from "../src/install/extension-files.ts"
import { maxPackageBytes } from "../src/install/pack-extension.ts"

const root = join(import.meta.dirname, "..")
const path = join(root, "dist", `antigravity-for-loop-${manifest.version}.vsix`)
const found = extensionFiles(root)
if (found.kind === "incomplete" || !existsSync(path)) throw new Error("run npm run package first")

const parts = new Map<string, { readonly plain: number; readonly packed: number }>()
for (const file of found.files) {
  const part = /^dist\/\w+/.exec(file.path)?.[0] ?? "texts and pictures"
  const bytes = file.kind === "copy" ? readFileSync(file.from) : Buffer.from(file.text)
  const before = parts.get(part) ?? { plain: 0, packed: 0 }
  parts.set(part, {
    plain: before.plain + bytes.length,
    packed: before.packed + deflateRawSync(bytes).length,
  })
}
console.log("\nSize of the extension's package\n\npart                  plain kB  packed kB")
for (const [part, { plain, packed }] of [...parts].sort(([, one], [, other]) => other.packed - one.packed))
  console.log(`${part.padEnd(20)}  ${kilobytes(plain)}  ${kilobytes(packed)}`)
const size = statSync(path).size
const plain = [...parts.values()].reduce((sum, part) => sum + part.plain, 0)
console.log(`${"package".padEnd(20)}  ${kilobytes(plain)}  ${kilobytes(size)}`)
const met = size <= maxPackageBytes
console.log(`\n${(size / plain).toFixed(2)}x the plain files; target at most ${maxPackageBytes / 1000} kB`)
console.log(met ? "Target met." : "Target missed.")
process.exitCode = met ? 0 : 1

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(0).padStart(8)
}
