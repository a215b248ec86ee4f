import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  type Stats,
  symlinkSync,
  utimesSync,
} from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { takeCheckpoint, treeHash } from "../../src/git/checkpoint.ts"
import { dropCheckpoints } from "../../src/git/checkpoint-list.ts"
import type { Repository } from "../../src/git/repository.ts"
import { everythingIn, filesOf, repositoryWithCommit, type Scratch, scratchAt } from "./scratch.ts"

describe("a checkpoint after a small step", () => {
  it("holds the tree that git itself would write, after any sequence of edits", async () => {
    let quick = 0
    let all = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 30 }), async (steps) => {
        const scratch = manyFiles()
        const repo = await scratch.open()
        let { ref, number } = await takeCheckpoint(repo, { loop: "l", number: 0, message: "0", parent: null })
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
        expect(scratch.git("rev-list", "--count", ref)).toBe(String(steps.length + 3))
      }),
      { numRuns: 10, endOnFailure: true },
    )
    expect(all).toBeGreaterThanOrEqual(200)
    // The others changed rules, line endings or names that are git's to judge.
    expect(quick / all).toBeGreaterThan(0.4)
  }, 300_000)

  const quickly: readonly (readonly [what: string, act: (scratch: Scratch) => void])[] = [
    ["an edit", (scratch) => scratch.write("src/main.ts", "other\n")],
    ["a new file in a new folder", (scratch) => scratch.write("new/deep/file.txt", "x\n")],
    ["a removed file", (scratch) => scratch.remove("src/main.ts")],
    ["a removed folder", (scratch) => scratch.remove("src")],
    [
      "a file that became a folder",
      (scratch) => {
        scratch.remove("readme.md")
        scratch.write("readme.md/inside.txt", "x\n")
      },
    ],
    [
      "a folder that became a link to where its files went",
      ({ at }) => {
        renameSync(at("src"), at("moved"))
        symlinkSync("moved", at("src"))
      },
    ],
    ["an executable bit", ({ at }) => chmodSync(at("src/main.ts"), 0o755)],
    ["a name with bytes of no encoding", (scratch) => scratch.write("日本語 \t\n'\"*.txt", "x\n")],
    ["nothing at all", () => {}],
    ["a touched file", ({ at }) => utimesSync(at("readme.md"), new Date(), new Date())],
    [
      "line endings of Windows where none are converted",
      (scratch) => scratch.write("crlf.txt", "a\r\nb\r\n"),
    ],
  ]

  it.each(quickly)("takes one git process with %s", async (_, act) => {
    const scratch = manyFiles()
    const repo = await scratch.open()
    const first = await takeCheckpoint(repo, { loop: "l", number: 0, message: "0", parent: null })
    act(scratch)
    const before = everythingIn(scratch.top)
    const objects = looseObjects(repo)
    const hash = await treeHash(repo)
    expect(packsOf(repo)).toEqual([])
    const taken = await takeCheckpoint(repo, { loop: "l", number: 1, message: "1", parent: first.ref })
    expect(packsOf(repo)).toHaveLength(1)
    expect(looseObjects(repo)).toEqual(objects)
    expect(taken).toMatchObject({ tree: hash, ref: "refs/for-loop/l/1", leftOut: "" })
    expect(everythingIn(scratch.top)).toEqual(before)
    expect(taken.tree).toBe(treeByHand(scratch))
    expect(scratch.git("log", "-1", "--format=%P %B", taken.ref)).toContain(`${first.commit} 1\n`)
    scratch.git("fsck", "--strict", "--no-dangling")
  })

  const byGit: readonly (readonly [what: string, prepare: (scratch: Scratch) => void, path: string])[] = [
    ["a filter", (scratch) => scratch.write("src/.gitattributes", "*.ts filter=upper\n"), "src/main.ts"],
    ["a keyword to expand", (scratch) => scratch.write(".git/info/attributes", "* ident\n"), "src/main.ts"],
    [
      "another encoding",
      (scratch) => scratch.write(".gitattributes", "utf.txt working-tree-encoding=UTF-16\n"),
      "utf.txt",
    ],
    ["line endings to convert", ({ git }) => git("config", "core.autocrlf", "input"), "src/main.ts"],
    [
      "line endings to convert by attribute",
      (scratch) => scratch.write(".gitattributes", "* text=auto\n"),
      "new.txt",
    ],
    [
      "executable bits that do not count",
      ({ git }) => git("config", "core.fileMode", "false"),
      "src/main.ts",
    ],
    [
      "an extension of the repository's format",
      ({ git }) => git("config", "extensions.partialClone", "x"),
      "src/main.ts",
    ],
  ]

  it.each(byGit)("leaves %s to git", async (_, prepare, path) => {
    const scratch = manyFiles()
    scratch.git("config", "filter.upper.clean", "tr a-z A-Z")
    prepare(scratch)
    const repo = await scratch.open()
    await takeCheckpoint(repo, { loop: "l", number: 0, message: "0", parent: null })
    const utf16 = Buffer.from("\ufeffa $Id: 1 $\r\nb\r\n", "utf16le")
    scratch.write(
      path,
      scratch.git("check-attr", "working-tree-encoding", path).endsWith("16") ? utf16 : "a $Id: 1 $\r\nb\r\n",
    )
    const taken = await takeCheckpoint(repo, { loop: "l", number: 1, message: "1", parent: null })
    expect(packsOf(repo)).toEqual([])
    expect(taken.tree).toBe(treeByHand(scratch))
  })

  it("sees an edit of the same size and time in the second of the checkpoint before", async () => {
    const scratch = manyFiles()
    const repo = await scratch.open()
    const past = new Date(Date.now() - 3_600_000)
    const edit = (text: string) => {
      scratch.write("src/main.ts", text)
      utimesSync(scratch.at("src/main.ts"), past, past)
    }
    edit("aaaa\n")
    let { ref } = await takeCheckpoint(repo, { loop: "l", number: 0, message: "0", parent: null })
    for (let number = 1; number < 12; number++) {
      const text = `${String(number).padStart(4, "b")}\n`
      edit(text)
      const taken = await takeCheckpoint(repo, { loop: "l", number, message: "m", parent: ref })
      expect(scratch.git("show", `${taken.commit}:src/main.ts`)).toBe(text.trim())
      ref = taken.ref
    }
  })

  it("puts the packs of many checkpoints together, and every checkpoint stays whole", async () => {
    const scratch = manyFiles()
    const repo = await scratch.open()
    let { ref } = await takeCheckpoint(repo, { loop: "l", number: 0, message: "0", parent: null })
    for (let number = 1; number <= 36; number++) {
      scratch.write("src/main.ts", `export const main = ${number}\n`)
      ref = (await takeCheckpoint(repo, { loop: "l", number, message: "m", parent: ref })).ref
    }
    expect(packsOf(repo)).toHaveLength(2 + (36 % 16))
    scratch.git("fsck", "--strict", "--no-dangling")
    for (const number of [1, 15, 16, 17, 32, 36])
      expect(scratch.git("show", `refs/for-loop/l/${number}:src/main.ts`)).toBe(
        `export const main = ${number}`,
      )
    scratch.git("gc", "-q", "--prune=now")
    const taken = await takeCheckpoint(repo, { loop: "l", number: 37, message: "m", parent: ref })
    scratch.git("fsck", "--strict", "--no-dangling")
    expect(scratch.git("rev-list", "--count", taken.ref)).toBe("40")
  })

  it("writes everything again when the checkpoint it would build on was dropped and cleaned away", async () => {
    const scratch = manyFiles()
    const repo = await scratch.open()
    scratch.write("new.txt", "only in checkpoints\n")
    await takeCheckpoint(repo, { loop: "l", number: 0, message: "0", parent: null })
    await dropCheckpoints(repo, "l")
    scratch.git("gc", "-q", "--prune=now")
    const { commit } = await takeCheckpoint(repo, { loop: "m", number: 0, message: "0", parent: null })
    expect(scratch.git("show", `${commit}:new.txt`)).toBe("only in checkpoints")
    scratch.git("fsck", "--strict", "--no-dangling")
  })

  it("holds a tracked file that was deleted for a while and came back under an ignore rule", async () => {
    const scratch = manyFiles()
    scratch.write(".git/info/exclude", "/src/main.ts\n")
    const repo = await scratch.open()
    const take = async (number: number) =>
      filesOf(scratch, (await takeCheckpoint(repo, { loop: "l", number, message: "m", parent: null })).commit)
    expect(await take(0)).toContain("100644 src/main.ts")
    scratch.remove("src/main.ts")
    expect(await take(1)).not.toContain("100644 src/main.ts")
    scratch.write("readme.md", "a step between\n")
    expect(await take(2)).not.toContain("100644 src/main.ts")
    scratch.write("src/main.ts", "back\n")
    expect(await take(3)).toContain("100644 src/main.ts")
  })

  it("never takes a number that another process took, packed away or not", async () => {
    const scratch = manyFiles()
    const repo = await scratch.open()
    const first = await takeCheckpoint(repo, { loop: "l", number: 0, message: "0", parent: null })
    scratch.git("update-ref", "refs/for-loop/l/1", "HEAD")
    scratch.git("update-ref", "refs/for-loop/l/2", "HEAD")
    scratch.git("pack-refs", "--all")
    scratch.git("update-ref", "refs/for-loop/l/3", "HEAD")
    for (const number of [4, 5, 6]) {
      scratch.write("src/main.ts", `${number}\n`)
      const wanted = { loop: "l", number: number - 3, message: "m", parent: first.ref }
      expect(await takeCheckpoint(repo, wanted)).toMatchObject({ number })
    }
    expect(scratch.git("rev-parse", "refs/for-loop/l/1", "refs/for-loop/l/3")).toBe(
      scratch.git("rev-parse", "HEAD", "HEAD"),
    )
  })

  it("starts again from the user's index when the kept one or its memo is damaged", async () => {
    const scratch = manyFiles()
    const repo = await scratch.open()
    const folder = join(repo.gitDir, "for-loop")
    let { ref } = await takeCheckpoint(repo, { loop: "l", number: 0, message: "0", parent: null })
    const damages: readonly (() => void)[] = [
      () => scratch.write(".git/for-loop/memo.json", '{"checksum":"'),
      () => {
        for (const name of readdirSync(folder).filter((file) => file.startsWith("kept-"))) {
          const bytes = Buffer.from(scratch.git("hash-object", join(folder, name)))
          scratch.write(`.git/for-loop/${name}`, bytes)
        }
      },
      () => rmSync(join(folder, "memo.json")),
    ]
    for (const [at, damage] of damages.entries()) {
      damage()
      scratch.write("src/main.ts", `${at}\n`)
      const taken = await takeCheckpoint(repo, { loop: "l", number: at + 1, message: "m", parent: ref })
      expect(taken.tree).toBe(treeByHand(scratch))
      ref = taken.ref
    }
  })
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

function manyFiles(): Scratch {
  const scratch = repositoryWithCommit()
  for (const file of ["a/b/c/d.txt", "a/b/c/e.txt", "a.txt", "a-b/c.txt"]) scratch.write(file, `${file}\n`)
  scratch.write("empty", "")
  scratch.git("add", "-A")
  scratch.git("commit", "-qm", "more")
  return scratch
}

function packsOf(repo: Repository): readonly string[] {
  return readdirSync(join(repo.commonDir, "objects", "pack")).filter((name) => name.endsWith(".pack"))
}

function looseObjects(repo: Repository): readonly string[] {
  const folders = readdirSync(join(repo.commonDir, "objects")).filter((name) => /^[0-9a-f]{2}$/.test(name))
  return folders.flatMap((name) => readdirSync(join(repo.commonDir, "objects", name)))
}

/** The reference: git's own commands on an index that starts from the user's, without its knowledge of file times. */
function treeByHand(scratch: Scratch): string {
  const index = join(scratch.home, "reference-index")
  rmSync(index, { force: true })
  const staged = scratch.git("ls-files", "-s", "-z")
  const script = "git update-index -z --index-info && git add -A && git write-tree"
  return scratchAt(scratch.home, scratch.top).pipe(script, { GIT_INDEX_FILE: index }, staged)
}
