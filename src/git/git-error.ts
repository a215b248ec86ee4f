/** What kind of trouble git gave; one factory below per kind. */
export type GitErrorCode = "git-missing" | "git-failed" | "git-timeout" | "unsafe-name" | "link-in-the-way"

/** The one error of this room: `code` for programs, `message` for people with git's own words in it. */
export class GitError extends Error {
  readonly code: GitErrorCode

  constructor(code: GitErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = "GitError"
    this.code = code
  }
}

/** The program `git` could not be started. */
export function gitMissing(cause: unknown): GitError {
  const detail = cause instanceof Error ? ` (${cause.message})` : ""
  return new GitError(
    "git-missing",
    `git could not be started${detail}. Install git, or put it on the PATH.`,
    cause,
  )
}

/** git ran and refused; `stderr` is shortened to what a person reads. */
export function gitFailed(args: readonly string[], exitCode: number | null, stderr: string): GitError {
  const words = shortened(stderr) || `exit code ${exitCode ?? "unknown"}`
  return new GitError("git-failed", `git ${commandOf(args)} failed: ${words}`)
}

/** git was ended by us because it took longer than `timeoutMs`. */
export function gitTimeout(args: readonly string[], timeoutMs: number): GitError {
  return new GitError(
    "git-timeout",
    `git ${commandOf(args)} did not end within ${Math.round(timeoutMs / 1000)} s and was stopped.`,
  )
}

/** `name` cannot be part of a ref under refs/for-loop/. */
export function unsafeRefName(name: string): GitError {
  return new GitError(
    "unsafe-name",
    `${JSON.stringify(name.slice(0, 100))} cannot be part of a git ref. Use letters, digits, "-", "_" and ".".`,
  )
}

/** Our folder inside the git folder is a link, and what is written there would land somewhere else. */
export function linkInTheWay(folder: string): GitError {
  return new GitError("link-in-the-way", `${folder} is a link, so nothing was written there. Remove it.`)
}

/** git's own words on one line, at most 400 characters, hints left out. */
export function shortened(stderr: string): string {
  const lines = stderr.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.startsWith("hint:"))
  return lines.join(" ").slice(0, 400)
}

function commandOf(args: readonly string[]): string {
  return args.find((arg, at) => !arg.startsWith("-") && args[at - 1] !== "-c") ?? ""
}
