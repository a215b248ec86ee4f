import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { brotliCompressSync, constants } from "node:zlib"
import { afterEach, beforeEach, describe, expect, it, test, vi } from "vitest"

const runtime = "node_modules/web-tree-sitter/web-tree-sitter.wasm"
const python = "node_modules/@vscode/tree-sitter-wasm/wasm/tree-sitter-python.wasm"
const go = "node_modules/@vscode/tree-sitter-wasm/wasm/tree-sitter-go.wasm"

describe("grammars beside a bundle", () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "for-loop-grammars-"))
    mkdirSync(join(folder, "wasm"))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** Without grammars: they are loaded once, and another test may have done so. */
  const fresh = async () => {
    vi.resetModules()
    return await import("../../src/integrity/tree/tree-sitter.ts")
  }
  const place = (path: string, bytes: Buffer) =>
    writeFileSync(join(folder, "wasm", `${basename(path)}.br`), bytes)
  const compressed = (path: string) =>
    brotliCompressSync(readFileSync(path), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })

  it("are read compressed", async () => {
    place(runtime, compressed(runtime))
    place(python, compressed(python))
    const { loadGrammars, sitterTree } = await fresh()
    await loadGrammars(["python"], folder)
    const tree = sitterTree("python", "def test_total():\n    assert total() == 3\n")
    expect(tree?.children.map(({ kind }) => kind)).toEqual(["function_definition"])
  })

  it("that are damaged count as not installed", async () => {
    place(runtime, compressed(runtime))
    place(go, compressed(go).subarray(0, 20_000))
    const { loadGrammars, sitterTree } = await fresh()
    await loadGrammars(["go"], folder)
    expect(sitterTree("go", "package cart\n")).toBeNull()
  })

  it("that are nowhere are looked for up to the root", async () => {
    const { loadGrammars, sitterTree } = await fresh()
    await loadGrammars(["go"], folder)
    expect(sitterTree("go", "package cart\n")).toBeNull()
  })

  it("are read each from its own file", async () => {
    place(runtime, compressed(runtime))
    place(go, compressed(go))
    const { loadGrammars, sitterTree } = await fresh()
    await loadGrammars(["go", "python"], folder)
    expect(sitterTree("go", "package cart\n")).not.toBeNull()
    expect(sitterTree("python", "x = 1\n")).toBeNull()
  })
})

test("without a bundle, grammars are read from the packages they come in", async () => {
  vi.resetModules()
  const { loadGrammars, sitterTree } = await import("../../src/integrity/tree/tree-sitter.ts")
  await loadGrammars(["go", "python"])
  expect(sitterTree("go", "package cart\n")).not.toBeNull()
  expect(sitterTree("python", "x = 1\n")).not.toBeNull()
})
