import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { carriedBy, notices, noticeText } from "../../build.notices.ts"
import { extensionFiles } from "../../src/install/extension-files.ts"
import { pluginFiles } from "../../src/install/plugin-files.ts"
import { parseRecord } from "../../src/system/json-record.ts"
import { root } from "../architecture/sources.ts"

const textOf = (path: string) => readFileSync(join(root, path), "utf8")
const words = (text: string) => text.replace(/[\s>#*="'“”]+/g, " ").toLowerCase()
/** Lines that say which licence it is, or nothing that a licence asks to be repeated. */
const title = /licen[cs]e(?: \(mit\))?\W*$|all rights reserved/
const manifestOf = (folder: string) => parseRecord(textOf(join(folder, "package.json"))) ?? {}
const carried = carriedBy(root)
const packagesOf = (bundles: readonly string[]) => [
  ...new Set(bundles.flatMap((bundle) => carried[bundle]?.packages ?? [])),
]

describe.each(notices)("the notice $path", ({ path, bundles }) => {
  const notice = textOf(path)

  it("is what the last build gives; otherwise run `npm run notices`", () => {
    expect(notice).toBe(noticeText(root, bundles))
  })

  it("names every package whose code its bundles carry, its makers and the words of its licence", () => {
    const packages = packagesOf(bundles)
    expect(packages.length).toBeGreaterThan(15)
    const told = words(notice + textOf("LICENSE"))
    for (const folder of packages) {
      expect(notice).toContain(`\`${manifestOf(folder).name}\``)
      const file = readdirSync(join(root, folder)).find((name) => /^licen[cs]e(\.(md|txt))?$/i.test(name))
      if (file === undefined || folder.endsWith("codicons")) continue
      const terms = textOf(join(folder, file)).split("END OF TERMS")[0] ?? ""
      const lines = terms.split("\n").map((line) => words(line).trim())
      const missing = lines.filter((line) => line.length > 20 && !title.test(line) && !told.includes(line))
      expect([folder, missing]).toEqual([folder, []])
    }
  })
})

describe("what is shipped", () => {
  it("has no bundle without a notice", () => {
    const told: readonly string[] = notices.flatMap(({ bundles }) => bundles)
    expect(Object.keys(carried).filter((bundle) => !told.includes(bundle))).toEqual([])
  })

  it("carries nothing under terms that ask for more than their words", () => {
    const terms = new Set(
      packagesOf(Object.keys(carried)).map((folder) => manifestOf(folder).license ?? "MIT"),
    )
    expect([...terms].sort()).toEqual([
      "Apache-2.0",
      "BSD-2-Clause",
      "BSD-3-Clause",
      "CC-BY-4.0",
      "ISC",
      "MIT",
    ])
  })

  it("brings its notice along: the extension, the plugin and the package for npm", () => {
    const extension = extensionFiles(root)
    if (extension.kind === "incomplete") throw new Error(`missing ${extension.missing.join(", ")}`)
    const inExtension = extension.files.map((file) => file.path)
    expect(inExtension).toEqual(expect.arrayContaining(["LICENSE", "media/NOTICE.md"]))
    const plugin = pluginFiles(root, "linux")
    if (plugin.kind === "incomplete") throw new Error(`missing ${plugin.missing.join(", ")}`)
    const inPlugin = plugin.files.map((file) => file.path)
    expect(inPlugin).toEqual(expect.arrayContaining(["LICENSE", "hooks/NOTICE.md"]))
    expect(manifestOf(".").files).toEqual(
      expect.arrayContaining(["LICENSE", "media/NOTICE.md", "media/NOTICE-cli.md"]),
    )
  })
})
