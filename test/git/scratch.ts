import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { onTestFinished } from "vitest"
import { openRepository, type Repository } from "../../src/git/repository.ts"

/** A temporary folder that is removed after the test; its path has a space and a non-ASCII letter (S91). */
export function scratchFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "for loop ü-")))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Environment of a user with a name and nothing else configured; no configuration of this machine takes part. */
export function userEnv(home: string, extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { PATH } = process.env
  const config = join(home, ".gitconfig")
  return { PATH, HOME: home, GIT_CONFIG_GLOBAL: config, GIT_CONFIG_NOSYSTEM: "1", ...extra }
}

export type Scratch = {
  readonly home: string
  /** Top of the working tree. */
  readonly top: string
  readonly env: NodeJS.ProcessEnv
  git(...args: string[]): string
  /** Runs a script of git commands with `stdin`; for references made by git itself. */
  pipe(script: string, extra: NodeJS.ProcessEnv, stdin: string): string
  write(path: string, text: string | Buffer): void
  read(path: string): string
  remove(path: string): void
  at(path: string): string
  open(environment?: NodeJS.ProcessEnv): Promise<Repository>
}

/** A fresh repository without a commit. `init`: further options of `git init`. */
export function emptyRepository(init: readonly string[] = []): Scratch {
  const home = scratchFolder()
  writeFileSync(
    join(home, ".gitconfig"),
    '[user]\n\tname = User\n\temail = user@example.org\n[init]\n\tdefaultBranch = main\n[protocol "file"]\n\tallow = always\n',
  )
  const scratch = scratchAt(home, join(home, "work"))
  mkdirSync(scratch.top)
  scratch.git("init", "-q", ...init)
  return scratch
}

/** A repository with one commit of three files. */
export function repositoryWithCommit(init: readonly string[] = []): Scratch {
  const scratch = emptyRepository(init)
  scratch.write("readme.md", "one\n")
  scratch.write("src/main.ts", "export const main = 1\n")
  scratch.write("src/deep/er/leaf.ts", "export const leaf = 1\n")
  scratch.git("add", "-A")
  scratch.git("commit", "-qm", "first")
  return scratch
}

/** The same user in another folder, such as a linked working tree. */
export function scratchAt(home: string, top: string): Scratch {
  const env = userEnv(home)
  return {
    home,
    top,
    env,
    git: (...args) =>
      execFileSync("git", args, {
        cwd: top,
        env,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      }).trimEnd(),
    pipe: (script, extra, stdin) =>
      execFileSync("/bin/sh", ["-c", script], {
        cwd: top,
        env: { ...env, ...extra },
        encoding: "utf8",
        input: stdin,
        stdio: ["pipe", "pipe", "pipe"],
      }).trimEnd(),
    write(path, text) {
      mkdirSync(dirname(join(top, path)), { recursive: true })
      writeFileSync(join(top, path), text)
    },
    read: (path) => readFileSync(join(top, path), "utf8"),
    remove: (path) => rmSync(join(top, path), { recursive: true, force: true }),
    at: (path) => join(top, path),
    async open(environment = env) {
      const opened = await openRepository(top, environment)
      if (opened.kind === "none") throw new Error(opened.why)
      return opened.repo
    },
  }
}

/**
 * Everything of the user's that could change, one line per file: content, mode and modification time of the working tree;
 * HEAD, index, reflogs, stash, refs, configuration and states of the git folder. Objects and our own refs and files
 * are left out: they are what a checkpoint adds.
 */
export function everythingIn(folder: string): string[] {
  return walk(folder, "").filter(
    (line) =>
      !/^(?:.*\/)?\.git\/(?:modules\/[^/]+\/)?(?:objects|refs\/for-loop|for-loop|worktrees\/[^/]+\/for-loop)\//.test(
        line,
      ),
  )
}

/** Paths in the tree of a commit, with mode. */
export function filesOf(scratch: Scratch, commit: string): string[] {
  const listed = scratch.git("ls-tree", "-r", "-z", commit).split("\0").filter(Boolean)
  return listed.map((line) => line.replace(/^(\d+) \w+ [0-9a-f]+\t/, "$1 "))
}

function walk(root: string, folder: string): string[] {
  const lines: string[] = []
  for (const name of readdirSync(join(root, folder)).sort()) {
    const path = folder === "" ? name : `${folder}/${name}`
    const at = lstatSync(join(root, path))
    // Every git command that reads a split index, `git status` too, renews the age of its base so that it is not pruned.
    const age = name.startsWith("sharedindex.") ? "" : at.mtimeMs
    if (at.isDirectory()) lines.push(...walk(root, path))
    else
      lines.push(`${path} ${at.mode.toString(8)} ${age} ${contentOf(join(root, path), at.isSymbolicLink())}`)
  }
  return lines
}

function contentOf(path: string, isLink: boolean): string {
  if (isLink) return `-> ${readlinkSync(path)}`
  return createHash("sha256").update(readFileSync(path)).digest("hex")
}
