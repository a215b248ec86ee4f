import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { describe, expect, test, vi } from "vitest"
import { captureSurface } from "../../../src/integrity/capture.ts"
import type { Surface } from "../../../src/integrity/surface.ts"

/** A folder of its own for each run of a test. */
type Place = {
  readonly at: (path: string) => string
  readonly write: (path: string, text: string) => void
  readonly captured: () => Promise<Surface>
}

async function inWorkspace(run: (place: Place) => Promise<void>): Promise<void> {
  const workspace = mkdtempSync(join(tmpdir(), "for-loop-capturing-"))
  const at = (path: string) => join(workspace, path)
  const write = (path: string, text: string) => {
    mkdirSync(dirname(at(path)), { recursive: true })
    writeFileSync(at(path), text)
  }
  const captured = async () => await captureSurface({ workspace, checks: [], testIds: null, previous: null })
  try {
    await run({ at, write, captured })
  } finally {
    rmSync(workspace, { recursive: true, force: true })
  }
}

const pathsOf = ({ files }: Surface) => files.map(({ path }) => path)

describe("capturing the tests of a workspace", () => {
  test("keeps sources up to a bound, and tests beyond it", async () =>
    await inWorkspace(async ({ at, write, captured }) => {
      const names = Array.from({ length: 27 }, (_, index) => `src/s${String(index).padStart(2, "0")}.ts`)
      write("src/s00.ts", "//".repeat(480_000))
      for (const name of [...names.slice(1), "a.test.ts"]) linkSync(at("src/s00.ts"), at(name))
      write("lib/large.ts", "//".repeat(600_000))
      write("z.test.ts", "")
      const kept = ["a.test.ts", "lib/large.ts", ...names.slice(0, 25), "z.test.ts"]
      expect(pathsOf(await captured())).toEqual(kept)
    }))

  test("keeps the text of a file that is just not too large", async () =>
    await inWorkspace(async ({ write, captured }) => {
      write("a.test.ts", "/".repeat(999_995))
      write("b.test.ts", "/".repeat(999_996))
      const { files } = await captured()
      expect(files.map(({ text }) => text?.length ?? null)).toEqual([999_995, null])
    }))

  test("tells a file by a hash that stays the same in later versions", async () =>
    await inWorkspace(async ({ write, captured }) => {
      write("a.test.ts", 'it("adds")')
      const { files } = await captured()
      expect(files[0]?.hash).toBe(createHash("sha1").update('it("adds")').digest("base64url"))
    }))

  test("follows no link to a folder", async () =>
    await inWorkspace(async ({ at, write, captured }) => {
      write("real/a.test.ts", "")
      symlinkSync(at("real"), at("link"))
      expect(pathsOf(await captured())).toEqual(["real/a.test.ts"])
    }))

  // Elsewhere paths are bounded by another number.
  test.skipIf(process.platform !== "linux")(
    "leaves out a file whose path is too long to be opened",
    async () =>
      await inWorkspace(async ({ at, write, captured }) => {
        const room = 4080 - at("").length
        const names = Array.from({ length: Math.floor(room / 200) }, () => "d".repeat(199))
        const folder = at([...names, "e".repeat((room % 200) + 1)].join("/"))
        mkdirSync(folder, { recursive: true })
        execFileSync("touch", ["too-long-to-be-opened.test.ts"], { cwd: folder })
        write("a.test.ts", "")
        expect(pathsOf(await captured())).toEqual(["a.test.ts"])
      }),
  )
})

describe("grammars are loaded for what differs", () => {
  /** Which grammars are there after a capture by a process that just began. */
  const loadedAfter = async (workspace: string, previous: Surface | null) => {
    vi.resetModules()
    const { captureSurface: capture } = await import("../../../src/integrity/capture.ts")
    const { sitterTree } = await import("../../../src/integrity/tree/tree-sitter.ts")
    await capture({ workspace, checks: [], testIds: null, previous })
    return (["python", "go"] as const).filter((grammar) => sitterTree(grammar, "") !== null)
  }

  test("from what was captured before", async () =>
    await inWorkspace(async ({ at, write, captured }) => {
      write("test_a.py", "def test_a():\n    assert add(1) == 2\n")
      write("a.test.ts", "")
      expect(await loadedAfter(at(""), null)).toEqual(["python"])
      const before = await captured()
      expect(await loadedAfter(at(""), before)).toEqual([])
      write("b_test.go", "package a\n")
      expect(await loadedAfter(at(""), before)).toEqual(["go"])
      write("test_a.py", "def test_a():\n    assert add(1) == 3\n")
      expect(await loadedAfter(at(""), before)).toEqual(["python", "go"])
    }))

  test("also for files that are gone", async () =>
    await inWorkspace(async ({ at, write, captured }) => {
      write("test_a.py", "def test_a():\n    assert add(1) == 2\n")
      write("b_test.go", "package a\n")
      const before = await captured()
      rmSync(at("b_test.go"))
      expect(await loadedAfter(at(""), before)).toEqual(["go"])
    }))
})
