import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { type Pack, type PackOrder, packCodebase } from "../../../src/engine/pack/pack.ts"

export type Files = Readonly<Record<string, string>>

/** A project with a home of ours, a user's home and, unless it is plain, a repository with one commit. */
export type PackDesk = {
  readonly project: string
  readonly home: string
  readonly user: string
  readonly env: NodeJS.ProcessEnv
  write(files: Files): void
  git(...args: readonly string[]): string
  commit(message: string): void
  pack(more?: Partial<PackOrder>): Promise<Pack>
  [Symbol.dispose](): void
}

export function packDesk(files: Files, kind: "git" | "plain" = "git"): PackDesk {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "for-loop pack-")))
  const [project, home, user] = [join(folder, "my project"), join(folder, "state"), join(folder, "user")]
  for (const path of [project, user]) mkdirSync(path)
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: user,
    GIT_AUTHOR_DATE: "2026-11-01T12:00:00Z",
    GIT_COMMITTER_DATE: "2026-11-01T12:00:00Z",
  }
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", ...args], {
      cwd: project,
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    })
  const desk: PackDesk = {
    project,
    home,
    user,
    env,
    git,
    write: (more) => {
      for (const [name, text] of Object.entries(more)) {
        mkdirSync(dirname(join(project, name)), { recursive: true })
        writeFileSync(join(project, name), text)
      }
    },
    commit: (message) => {
      git("add", "--all")
      git("commit", "--quiet", "--allow-empty", "--message", message)
    },
    pack: (more = {}) =>
      packCodebase({
        workspace: project,
        home,
        env,
        now: Date.UTC(2026, 10, 20),
        budget: 50_000,
        selection: { include: [], exclude: [] },
        loop: null,
        countExactly: null,
        ...more,
      }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  }
  desk.write(files)
  if (kind === "git") {
    git("init", "--quiet", "--initial-branch=main")
    desk.commit("start")
  }
  return desk
}

export function pathsOf({ files }: Pack): string[] {
  return files.map(({ path }) => path).sort()
}

/** Why each file that is not in the pack is not. */
export function reasonsOf({ leftOut }: Pack): Readonly<Record<string, string>> {
  return Object.fromEntries(leftOut.map(({ path, why }) => [path, why]))
}

/** Source of about this many lines that no other file holds. */
export function source(name: string, lines: number): string {
  const line = (at: number): string => `export const ${name}${at} = compute(${at}, "${name}")\n`
  return Array.from({ length: lines }, (_, at) => line(at)).join("")
}

/** Characters that two texts begin with together. */
export function commonBeginning(a: string, b: string): number {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return at
}

export function readText(path: string): string {
  return readFileSync(path, "utf8")
}
