import { chmodSync, lstatSync, mkdirSync, renameSync, type Stats, symlinkSync, utimesSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { takeCheckpoint, treeHash } from "../../src/git/checkpoint.ts"
import { manyFiles, packsOf, treeByHand, veryManyFiles } from "./many-files.ts"
import type { Scratch } from "./scratch.ts"

describe("a checkpoint after a small step", () => {
  const trees = [
    { name: "a small tree", make: manyFiles, runs: 10, commits: 2 },
    { name: "a large tree", make: veryManyFiles, runs: 2, commits: 3 },
  ]

  it.each(trees)(
    "holds what git itself would write of $name, after any sequence of edits",
    async (tree) => {
      let quick = 0
      let all = 0
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 30 }), async (steps) => {
          const scratch = tree.make()
          const repo = await scratch.open()
          let { ref, number } = await takeCheckpoint(repo, {
            loop: "l",
            number: 0,
            message: "0",
            parent: null,
          })
          for (const act of steps) {
            act.run(scratch)
            const expected = treeByHand(scratch)
            const packs = packsOf(repo)
            expect(await treeHash(repo)).toBe(expected)
            const taken = await takeCheckpoint(repo, {
              loop: "l",
              number: number + 1,
              message: "m",
              parent: ref,
            })
            expect(taken.tree).toBe(expected)
            expect(scratch.git("rev-parse", `${taken.ref}^{tree}`)).toBe(expected)
            ;({ ref, number } = taken)
            all++
            if (packsOf(repo).some((name) => !packs.includes(name))) quick++
          }
          scratch.git("fsck", "--strict", "--no-dangling")
          expect(scratch.git("rev-list", "--count", ref)).toBe(String(steps.length + 1 + tree.commits))
        }),
        { numRuns: tree.runs, endOnFailure: true },
      )
      expect(all).toBeGreaterThanOrEqual(20 * tree.runs)
      // The others changed rules or names that are git's to judge, or brought back what was lost.
      expect(quick / all).toBeGreaterThan(0.4)
    },
    300_000,
  )
})

type Step = { readonly name: string; readonly run: (scratch: Scratch) => void }

const paths = [
  "readme.md",
  "src/main.ts",
  "src/deep/er/leaf.ts",
  "a/b/c/d.txt",
  "a/b/c/e.txt",
  "a/b/f",
  "a/b",
  "a.txt",
  "a-b/c.txt",
  "x",
  "x/y",
  "empty",
  "tab\there",
  "ü/日本.txt",
] as const
const path = fc.constantFrom(...paths)

/** Makes room for a file: what stands in its way goes. */
function clear({ at, remove }: Scratch, file: string): void {
  const parts = file.split("/")
  for (let depth = 1; depth < parts.length; depth++) {
    const above = parts.slice(0, depth).join("/")
    const found = present(at(above))
    if (found !== undefined && !found.isDirectory()) remove(above)
  }
  remove(file)
}

/** Undefined too where a file stands in the way of the folders above. */
function present(file: string): Stats | undefined {
  try {
    return lstatSync(file)
  } catch {
    return undefined
  }
}

function onFile(name: string, act: (scratch: Scratch, file: string) => void): fc.Arbitrary<Step> {
  return path.map((file) => ({ name: `${name} ${file}`, run: (scratch: Scratch) => act(scratch, file) }))
}

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(path, fc.string({ maxLength: 4 })).map(([file, text]) => ({
      name: `write ${file}`,
      run: (scratch: Scratch) => {
        clear(scratch, file)
        scratch.write(file, text)
      },
    })),
  },
  {
    weight: 4,
    arbitrary: onFile("edit with the same size and time", (scratch, file) => {
      const found = present(scratch.at(file))
      if (found?.isFile() !== true) return
      scratch.write(
        file,
        scratch.read(file).replace(/^./s, (first) => (first === "m" ? "n" : "m")),
      )
      utimesSync(scratch.at(file), found.atime, found.mtime)
    }),
  },
  {
    weight: 2,
    arbitrary: onFile("remove", ({ at, remove }, file) => {
      if (present(at(file)) !== undefined) remove(file)
    }),
  },
  {
    weight: 1,
    arbitrary: onFile("chmod", ({ at }, file) => {
      const found = present(at(file))
      if (found?.isFile() === true) chmodSync(at(file), found.mode ^ 0o111)
    }),
  },
  {
    weight: 1,
    arbitrary: onFile("link", (scratch, file) => {
      clear(scratch, file)
      scratch.write(join(file, "..", "beside"), "x")
      symlinkSync("readme.md", scratch.at(file))
    }),
  },
  {
    weight: 1,
    arbitrary: onFile("move behind a link", ({ at, remove }, file) => {
      const top = file.split("/")[0] ?? file
      if (present(at(top))?.isDirectory() !== true) return
      remove("moved")
      renameSync(at(top), at("moved"))
      symlinkSync("moved", at(top))
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("hollow", "src/hollow/er").map((folder) => ({
      name: `empty folder ${folder}`,
      run: (scratch: Scratch) => {
        clear(scratch, folder)
        mkdirSync(scratch.at(folder), { recursive: true })
      },
    })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("*.txt\n", "/a/\n", "x\n", "").map((text) => ({
      name: `ignore ${text}`,
      run: (scratch: Scratch) => scratch.write(".gitignore", text),
    })),
  },
)
