import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect } from "vitest"
import { emptyRepository, repositoryWithCommit, type Scratch } from "./scratch.ts"

type Situation = {
  readonly name: string
  readonly make: () => Scratch
  /** Lines of `filesOf` that must be in every checkpoint. */
  readonly holds?: readonly string[]
  readonly lacks?: readonly string[]
}

/** Staged, changed, deleted and untracked files at once. */
export const dirty = (scratch: Scratch): Scratch => {
  scratch.write("readme.md", "changed, not staged\n")
  scratch.write("src/main.ts", "staged\n")
  scratch.git("add", "src/main.ts")
  scratch.write("src/main.ts", "staged, then changed again\n")
  scratch.remove("src/deep/er/leaf.ts")
  scratch.write("new file.txt", "untracked\n")
  return scratch
}

/** Repositories as users have them, in which a checkpoint must change nothing. */
export const situations: readonly Situation[] = [
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

function conflicted(): Scratch {
  const scratch = repositoryWithCommit()
  startConflict(scratch)
  return scratch
}

/** main and other both change line one; the merge stops. */
export function startConflict(scratch: Scratch): void {
  scratch.git("checkout", "-qb", "other")
  scratch.write("readme.md", "theirs\n")
  scratch.git("commit", "-qam", "theirs")
  scratch.git("checkout", "-q", "main")
  scratch.write("readme.md", "ours\n")
  scratch.git("commit", "-qam", "ours")
  expect(() => scratch.git("merge", "-q", "other")).toThrow()
}

function program(scratch: Scratch, script: string): string {
  const path = join(scratch.home, "program.sh")
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return path
}
