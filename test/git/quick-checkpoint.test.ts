import { chmodSync, readdirSync, renameSync, rmSync, symlinkSync, utimesSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { takeCheckpoint, treeHash } from "../../src/git/checkpoint.ts"
import { dropCheckpoints } from "../../src/git/checkpoint-list.ts"
import type { Repository } from "../../src/git/repository.ts"
import { manyFiles, packsOf, treeByHand, veryManyFiles } from "./many-files.ts"
import { everythingIn, filesOf, type Scratch } from "./scratch.ts"

describe("the quick checkpoint", () => {
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

  it("leaves a folder that cannot be searched to git, which says so", async () => {
    const scratch = manyFiles()
    const repo = await scratch.open()
    const first = await takeCheckpoint(repo, { loop: "l", number: 0, message: "0", parent: null })
    chmodSync(scratch.at("src"), 0o600)
    try {
      const taken = await takeCheckpoint(repo, { loop: "l", number: 1, message: "1", parent: first.ref })
      // root may search every folder.
      if (process.getuid?.() !== 0) expect(packsOf(repo)).toEqual([])
      else expect(taken.tree).toBe(first.tree)
    } finally {
      chmodSync(scratch.at("src"), 0o755)
    }
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

  const trees: readonly { name: string; make: () => Scratch; prepare?: (scratch: Scratch) => void }[] = [
    { name: "a small tree", make: manyFiles },
    { name: "a large tree", make: veryManyFiles },
    {
      name: "a folder that is left to git",
      make: manyFiles,
      prepare: (scratch) => scratch.write("src/.gitattributes", "*.ts ident\n"),
    },
    {
      name: "a repository that is left to git",
      make: manyFiles,
      prepare: ({ git }) => git("config", "core.fileMode", "false"),
    },
  ]

  it.each(trees)(
    "sees an edit of the same size and time right after a checkpoint in $name",
    async ({ make, prepare }) => {
      const scratch = make()
      prepare?.(scratch)
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
    },
  )

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

function looseObjects(repo: Repository): readonly string[] {
  const folders = readdirSync(join(repo.commonDir, "objects")).filter((name) => /^[0-9a-f]{2}$/.test(name))
  return folders.flatMap((name) => readdirSync(join(repo.commonDir, "objects", name)))
}
