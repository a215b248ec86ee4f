import { chmodSync, existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { takeCheckpoint, treeHash } from "../../src/git/checkpoint.ts"
import { headOf } from "../../src/git/head.ts"
import {
  emptyRepository,
  everythingIn,
  filesOf,
  repositoryWithCommit,
  type Scratch,
  scratchAt,
} from "./scratch.ts"

type Situation = {
  readonly name: string
  readonly make: () => Scratch
  /** Lines of `filesOf` that must be in every checkpoint. */
  readonly holds?: readonly string[]
  readonly lacks?: readonly string[]
}

const dirty = (scratch: Scratch): Scratch => {
  scratch.write("readme.md", "changed, not staged\n")
  scratch.write("src/main.ts", "staged\n")
  scratch.git("add", "src/main.ts")
  scratch.write("src/main.ts", "staged, then changed again\n")
  scratch.remove("src/deep/er/leaf.ts")
  scratch.write("new file.txt", "untracked\n")
  return scratch
}

const situations: readonly Situation[] = [
  {
    name: "S87 a dirty tree with staged, changed, deleted and untracked files",
    make: () => dirty(repositoryWithCommit()),
    holds: ["100644 readme.md", "100644 src/main.ts", "100644 new file.txt"],
    lacks: ["100644 src/deep/er/leaf.ts"],
  },
  { name: "a clean tree", make: repositoryWithCommit, holds: ["100644 readme.md"] },
  {
    name: "a branch without a commit and with nothing staged",
    make: () => {
      const scratch = emptyRepository()
      scratch.write("first.txt", "1\n")
      return scratch
    },
    holds: ["100644 first.txt"],
  },
  {
    name: "a branch without a commit and with something staged",
    make: () => {
      const scratch = emptyRepository()
      scratch.write("first.txt", "1\n")
      scratch.git("add", "-A")
      scratch.write("second.txt", "2\n")
      return scratch
    },
    holds: ["100644 first.txt", "100644 second.txt"],
  },
  {
    name: "a detached HEAD",
    make: () => {
      const scratch = repositoryWithCommit()
      scratch.git("checkout", "-q", "--detach")
      return dirty(scratch)
    },
  },
  {
    name: "stashes of the user",
    make: () => {
      const scratch = dirty(repositoryWithCommit())
      scratch.git("stash", "push", "-q", "--include-untracked")
      scratch.git("stash", "apply", "-q")
      return scratch
    },
  },
  {
    name: "a merge with conflicts",
    make: () => {
      const scratch = conflicted()
      scratch.write("untracked.txt", "u\n")
      return scratch
    },
    holds: ["100644 readme.md", "100644 untracked.txt"],
  },
  {
    name: "a rebase stopped in the middle",
    make: () => {
      const scratch = conflicted()
      scratch.git("merge", "--abort")
      expect(() => scratch.git("rebase", "-q", "other")).toThrow()
      return scratch
    },
  },
  {
    name: "an index.lock held by somebody else",
    make: () => {
      const scratch = dirty(repositoryWithCommit())
      scratch.write(".git/index.lock", "")
      return scratch
    },
    holds: ["100644 new file.txt"],
  },
  {
    name: "a split index",
    make: () => {
      const scratch = repositoryWithCommit()
      scratch.git("config", "core.splitIndex", "true")
      scratch.git("update-index", "--split-index")
      return dirty(scratch)
    },
    holds: ["100644 readme.md", "100644 new file.txt"],
  },
  {
    name: "an index of version 4 with an untracked cache",
    make: () => {
      const scratch = repositoryWithCommit()
      scratch.git("config", "core.untrackedCache", "true")
      scratch.git("update-index", "--index-version", "4", "--untracked-cache")
      scratch.git("status")
      return dirty(scratch)
    },
    holds: ["100644 new file.txt"],
  },
  {
    name: "a sparse checkout with a sparse index and a file outside its cone",
    make: () => {
      const scratch = repositoryWithCommit()
      scratch.git("sparse-checkout", "set", "--cone", "--sparse-index", "elsewhere")
      scratch.write("src/outside.ts", "new\n")
      return scratch
    },
    holds: ["100644 readme.md", "100644 src/main.ts", "100644 src/deep/er/leaf.ts", "100644 src/outside.ts"],
  },
  {
    name: "a file system monitor that must not run",
    make: () => {
      const scratch = dirty(repositoryWithCommit())
      scratch.git("config", "core.fsmonitor", program(scratch, "touch monitor-was-here"))
      return scratch
    },
  },
  {
    name: "hooks of every kind that must not run",
    make: () => {
      const scratch = dirty(repositoryWithCommit())
      for (const hook of [
        "reference-transaction",
        "post-index-change",
        "pre-commit",
        "post-commit",
        "post-checkout",
      ]) {
        writeFileSync(scratch.at(`.git/hooks/${hook}`), "#!/bin/sh\ntouch hook-was-here\nexit 1\n", {
          mode: 0o755,
        })
      }
      return scratch
    },
  },
  {
    name: "signing, a commit template, no user name, and a reflog for every ref",
    make: () => {
      const scratch = dirty(repositoryWithCommit())
      for (const [key, value] of [
        ["commit.gpgSign", "true"],
        ["gpg.program", "false"],
        ["commit.template", "/does/not/exist"],
        ["i18n.commitEncoding", "ISO-8859-1"],
        ["core.logAllRefUpdates", "always"],
        ["gc.auto", "1"],
        ["submodule.recurse", "true"],
      ] as const)
        scratch.git("config", key, value)
      writeFileSync(join(scratch.home, ".gitconfig"), "[user]\n\tuseConfigOnly = true\n")
      return scratch
    },
  },
  {
    name: "core.autocrlf and core.safecrlf with mixed line endings",
    make: () => {
      const scratch = repositoryWithCommit()
      scratch.git("config", "core.autocrlf", "true")
      scratch.git("config", "core.safecrlf", "true")
      scratch.write("mixed.txt", "one\r\ntwo\nthree\r\n")
      return scratch
    },
    holds: ["100644 mixed.txt"],
  },
  {
    name: "a repository with SHA-256 ids",
    make: () => dirty(repositoryWithCommit(["--object-format=sha256"])),
    holds: ["100644 new file.txt"],
  },
  {
    name: "a submodule with changes inside",
    make: () => {
      const library = repositoryWithCommit()
      const scratch = repositoryWithCommit()
      scratch.git("submodule", "--quiet", "add", library.top, "lib")
      scratch.git("commit", "-qm", "with submodule")
      scratch.write("lib/readme.md", "changed inside\n")
      scratch.write("lib/untracked.txt", "new inside\n")
      return dirty(scratch)
    },
    holds: ["160000 lib", "100644 .gitmodules"],
  },
  {
    name: "pointer files with a filter configured",
    make: () => {
      const scratch = repositoryWithCommit()
      scratch.write(".gitattributes", "*.big filter=pointer -text\n")
      scratch.git("config", "filter.pointer.clean", "printf 'pointer\\n'; cat >/dev/null")
      scratch.git("config", "filter.pointer.smudge", "printf 'big content\\n'; cat >/dev/null")
      scratch.git("config", "filter.pointer.required", "true")
      scratch.write("video.big", "big content\n")
      return scratch
    },
    holds: ["100644 video.big"],
  },
]

describe("invariant 8: checkpoints leave HEAD, index, stash, reflog and every file byte-identical", () => {
  for (const { name, make, holds = [], lacks = [] } of situations) {
    it(`with ${name}`, async () => {
      const scratch = make()
      const repo = await scratch.open()
      const before = everythingIn(scratch.top)
      const head = await headOf(repo)
      let parent: string | null = null
      for (const number of [0, 1, 2]) {
        const taken = await takeCheckpoint(repo, { loop: "l", number, message: "m", parent })
        expect(taken).toMatchObject({ ref: `refs/for-loop/l/${number}`, number, leftOut: "" })
        expect(await treeHash(repo)).toBe(taken.tree)
        parent = taken.commit
      }
      expect(everythingIn(scratch.top)).toEqual(before)
      expect(await headOf(repo)).toBe(head)
      const files = filesOf(scratch, "refs/for-loop/l/2")
      expect(files).toEqual(expect.arrayContaining([...holds]))
      expect(files.filter((file) => lacks.includes(file))).toEqual([])
      scratch.git("fsck", "--strict", "--no-dangling")
    })
  }

  it("S08 with a linked working tree, whose main checkout is untouched too", async () => {
    const main = dirty(repositoryWithCommit())
    main.git("worktree", "add", "-q", "--detach", join(main.home, "linked"))
    const linked = scratchAt(main.home, join(main.home, "linked"))
    linked.write("only here.txt", "linked\n")
    const repo = await linked.open()
    const before = [...everythingIn(main.top), ...everythingIn(linked.top)]
    const taken = await takeCheckpoint(repo, { loop: "l", number: 0, message: "m", parent: null })
    expect([...everythingIn(main.top), ...everythingIn(linked.top)]).toEqual(before)
    expect(repo.worktree).toBe("linked")
    expect(filesOf(linked, taken.commit)).toContain("100644 only here.txt")
    expect(filesOf(linked, taken.commit)).not.toContain("100644 new file.txt")
  })

  it("keeps the content a filter made, not the file's own", async () => {
    const scratch = situations.find(({ name }) => name.startsWith("pointer files"))?.make()
    if (scratch === undefined) throw new Error("the situation is gone")
    const { commit } = await takeCheckpoint(await scratch.open(), {
      loop: "l",
      number: 0,
      message: "m",
      parent: null,
    })
    expect(scratch.git("show", `${commit}:video.big`)).toBe("pointer")
  })

  it("ignores GIT_* variables that point at another repository or index", async () => {
    const scratch = dirty(repositoryWithCommit())
    const other = repositoryWithCommit()
    const before = everythingIn(other.top)
    const repo = await scratch.open({
      ...scratch.env,
      GIT_DIR: other.at(".git"),
      GIT_WORK_TREE: other.top,
      GIT_INDEX_FILE: other.at(".git/index"),
      GIT_OBJECT_DIRECTORY: other.at(".git/objects"),
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "core.bare",
      GIT_CONFIG_VALUE_0: "true",
      GIT_LITERAL_PATHSPECS: "1",
    })
    expect(repo.top).toBe(scratch.top)
    const taken = await takeCheckpoint(repo, { loop: "l", number: 0, message: "m", parent: null })
    expect(filesOf(scratch, taken.commit)).toContain("100644 new file.txt")
    expect(everythingIn(other.top)).toEqual(before)
    expect(existsSync(other.at(".git/for-loop"))).toBe(false)
  })
})

describe("what a checkpoint holds", () => {
  it("keeps executable bits, links and names that git or a shell could misread", async () => {
    const scratch = repositoryWithCommit()
    const names = [
      "-rf",
      "--all",
      ":(top)x",
      "line\nbreak.txt",
      "tab\there",
      'quote".txt',
      "日本語/ファイル.ts",
      "*",
      "a b",
    ]
    for (const name of names) scratch.write(name, "x\n")
    scratch.write("run.sh", "#!/bin/sh\n")
    chmodSync(scratch.at("run.sh"), 0o755)
    symlinkSync("readme.md", scratch.at("link"))
    symlinkSync("/does/not/exist", scratch.at("broken"))
    const { commit } = await takeCheckpoint(await scratch.open(), {
      loop: "l",
      number: 0,
      message: "m",
      parent: null,
    })
    const expected = [
      ...names.map((name) => `100644 ${name}`),
      "100755 run.sh",
      "120000 link",
      "120000 broken",
    ]
    expect(filesOf(scratch, commit)).toEqual(expect.arrayContaining(expected))
  })

  it("obeys ignore rules of every kind, yet keeps tracked files that are ignored", async () => {
    const scratch = repositoryWithCommit()
    scratch.write("kept.log", "tracked though ignored\n")
    scratch.git("add", "-f", "kept.log")
    scratch.write(".gitignore", "*.log\n/build/\n!important.log\n")
    scratch.write("src/.gitignore", "local.txt\n")
    scratch.write(".git/info/exclude", "private.txt\n")
    const ignored = ["a.log", "build/out.js", "src/local.txt", "private.txt"]
    const wanted = ["important.log", "local.txt", "kept.log", "src/build.ts", ".gitignore", "src/.gitignore"]
    for (const name of [...ignored, "important.log", "local.txt", "src/build.ts"]) scratch.write(name, "x\n")
    const { commit } = await takeCheckpoint(await scratch.open(), {
      loop: "l",
      number: 0,
      message: "m",
      parent: null,
    })
    const files = filesOf(scratch, commit)
    expect(files).toEqual(expect.arrayContaining(wanted.map((name) => `100644 ${name}`)))
    expect(files.filter((line) => ignored.some((name) => line.endsWith(` ${name}`)))).toEqual([])
  })

  it("holds the whole repository when the workspace is a folder of it", async () => {
    const scratch = dirty(repositoryWithCommit())
    const repo = await scratchAt(scratch.home, scratch.at("src")).open()
    const { commit } = await takeCheckpoint(repo, { loop: "l", number: 0, message: "m", parent: null })
    expect(filesOf(scratch, commit)).toEqual(
      expect.arrayContaining(["100644 new file.txt", "100644 src/main.ts"]),
    )
  })

  it("sees an edit of the same size made in the second of the last git add", async () => {
    const scratch = repositoryWithCommit()
    scratch.git("config", "core.trustctime", "false")
    const past = new Date(Date.now() - 3_600_000)
    scratch.write("racy.txt", "aaaa\n")
    utimesSync(scratch.at("racy.txt"), past, past)
    scratch.git("add", "racy.txt")
    utimesSync(scratch.at(".git/index"), past, past)
    scratch.write("racy.txt", "bbbb\n")
    utimesSync(scratch.at("racy.txt"), past, past)
    const { commit } = await takeCheckpoint(await scratch.open(), {
      loop: "l",
      number: 0,
      message: "m",
      parent: null,
    })
    expect(scratch.git("show", `${commit}:racy.txt`)).toBe("bbbb")
  })

  it("says what had to be left out, and keeps the rest", async () => {
    const scratch = dirty(repositoryWithCommit())
    mkdirSync(scratch.at("inner"))
    scratchAt(scratch.home, scratch.at("inner")).git("init", "-q")
    scratch.write("inner/file.txt", "x\n")
    const taken = await takeCheckpoint(await scratch.open(), {
      loop: "l",
      number: 0,
      message: "m",
      parent: null,
    })
    expect(taken.leftOut).toContain("inner")
    expect(filesOf(scratch, taken.commit)).toContain("100644 new file.txt")
  })
})

/** main and other both changed line one; the merge stops. */
function conflicted(): Scratch {
  const scratch = repositoryWithCommit()
  scratch.git("checkout", "-qb", "other")
  scratch.write("readme.md", "theirs\n")
  scratch.git("commit", "-qam", "theirs")
  scratch.git("checkout", "-q", "main")
  scratch.write("readme.md", "ours\n")
  scratch.git("commit", "-qam", "ours")
  expect(() => scratch.git("merge", "-q", "other")).toThrow()
  return scratch
}

function program(scratch: Scratch, script: string): string {
  const path = join(scratch.home, "program.sh")
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return path
}
