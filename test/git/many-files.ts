import { readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import type { Repository } from "../../src/git/repository.ts"
import { repositoryWithCommit, type Scratch } from "./scratch.ts"

/** A repository of some folders, committed. */
export function manyFiles(): Scratch {
  const scratch = repositoryWithCommit()
  for (const file of ["a/b/c/d.txt", "a/b/c/e.txt", "a.txt", "a-b/c.txt"]) scratch.write(file, `${file}\n`)
  scratch.write("empty", "")
  scratch.git("add", "-A")
  scratch.git("commit", "-qm", "more")
  return scratch
}

/** The same with an index so large that `git status` looks for changes and not we. */
export function veryManyFiles(): Scratch {
  const scratch = manyFiles()
  const long = "n".repeat(200)
  for (let file = 0; file < 2700; file++)
    scratch.write(`filler/${file % 50}/${long}-${file}`, `${file % 9}\n`)
  scratch.git("add", "-A")
  scratch.git("commit", "-qm", "filler")
  return scratch
}

/** Packs of a repository: the quick way leaves its objects in one, git leaves none. */
export function packsOf(repo: Repository): readonly string[] {
  return readdirSync(join(repo.commonDir, "objects", "pack")).filter((name) => name.endsWith(".pack"))
}

/** The reference: git's own commands on an index that starts from the user's, without its knowledge of file times. */
export function treeByHand(scratch: Scratch): string {
  const index = join(scratch.home, "reference-index")
  rmSync(index, { force: true })
  const staged = scratch.git("ls-files", "-s", "-z")
  const script = "git update-index -z --index-info && git add -A && git write-tree"
  return scratch.pipe(script, { GIT_INDEX_FILE: index }, staged)
}
