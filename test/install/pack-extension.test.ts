import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { extensionFiles } from "../../src/install/extension-files.ts"
import { maxPackageBytes, packExtension } from "../../src/install/pack-extension.ts"
import { root } from "../architecture/sources.ts"

/** Everything that may be in the package; a new kind of file is a decision, not an accident. */
const allowed = [
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
  /^package\.nls(\.zh-tw|\.zh-cn)?\.json$/,
  /^l10n\/bundle\.l10n(\.[a-z-]+)?\.json$/,
  /^media\/(icon\.png|activity\.svg|NOTICE\.md|walkthrough\/[a-zA-Z-]+\.svg)$/,
  /^dist\/extension\/[\w.-]+\.cjs$/,
  /^dist\/dashboard\/((main|gateway)\.(js|css)|shared\.js|codicon\.ttf)$/,
  /^dist\/plugin\/(LICENSE|README\.md|hooks\.json|plugin\.json)$/,
  /^dist\/plugin\/skills\/[a-z-]+\/SKILL\.md$/,
  /^dist\/plugin\/hooks\/(for-loop-hook(\.cmd)?|NOTICE\.md|[\w.-]+\.cjs|wasm\/[\w-]+\.wasm\.br)$/,
]

describe("the extension's package", () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "for-loop-pack-"))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const files = () => {
    const found = extensionFiles(root)
    if (found.kind === "incomplete") throw new Error(`missing ${found.missing.join(", ")}: run npm run build`)
    return found.files
  }

  it("holds nothing that is not on the list", () => {
    const foreign = files().filter(({ path }) => !allowed.some((shape) => shape.test(path)))
    expect(foreign.map(({ path }) => path)).toEqual([])
  })

  it("holds what the manifest names", () => {
    const held = new Set(files().map(({ path }) => path))
    const manifest = readFileSync(join(root, "package.json"), "utf8")
    const named = [...manifest.matchAll(/"(?:\.\/)?((?:media|dist\/extension)\/[^"]+\.(?:svg|png|cjs))"/g)]
    expect(named.length).toBeGreaterThan(3)
    for (const [, path] of named) expect(held).toContain(path)
  })

  it("brings the licences of what the dashboard carries", () => {
    expect(files().map(({ path }) => path)).toContain("media/NOTICE.md")
  })

  it("tells the editor nothing that only a checkout needs", () => {
    const manifest = files().find(({ path }) => path === "package.json")
    expect(manifest?.kind).toBe("text")
    const text = manifest?.kind === "text" ? manifest.text : ""
    for (const key of ["scripts", "devDependencies", "files", "bin"])
      expect(JSON.parse(text)).not.toHaveProperty(key)
    expect(JSON.parse(text)).toMatchObject({ engines: { vscode: "^1.104.0" } })
  })

  it("brings the page of the extension without what needs the sources, and every link in it leads somewhere", () => {
    const readme = files().find(({ path }) => path === "README.md")
    const text = readme?.kind === "text" ? readme.text : ""
    expect(text).toContain("## The extension")
    expect(text).not.toContain("## Development")
    const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w -]/g, "")
        .replaceAll(" ", "-"),
    )
    const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor)
    expect(links.length).toBeGreaterThan(0)
    expect(links.filter((anchor) => !anchors.includes(anchor ?? ""))).toEqual([])
  })

  it("packs a large part that plugin and extension share once, so that either finds it", () => {
    const shared = files().flatMap((file) =>
      file.kind === "text" && file.path.startsWith("dist/extension/") ? [file.text] : [],
    )
    const held = files().map(({ path }) => path)
    expect(shared.length).toBeGreaterThan(0)
    for (const text of shared) {
      const name = /^module\.exports=require\("\.\.\/(plugin\/hooks\/[\w.-]+)"\)\n$/.exec(text)?.[1]
      expect(held).toContain(`dist/${name}`)
    }
  })

  it("is small, and the same bytes for the same files", async () => {
    const [one, other] = [join(folder, "one.vsix"), join(folder, "other.vsix")]
    const packed = await packExtension(root, one)
    await packExtension(root, other)
    expect(packed).toMatchObject({ kind: "packed" })
    expect(readFileSync(one).equals(readFileSync(other))).toBe(true)
    expect(readFileSync(one).length).toBeLessThanOrEqual(maxPackageBytes)
  })

  it("is not made of a checkout that was not built, and says what is missing", async () => {
    const target = join(folder, "none.vsix")
    expect(await packExtension(folder, target)).toMatchObject({
      kind: "incomplete",
      missing: expect.arrayContaining(["package.json", "dist/dashboard/main.js"]),
    })
    expect(existsSync(target)).toBe(false)
  })
})
