import { clientFor } from "./client.ts"
import { shortened } from "./git-error.ts"
import { branchOf, headOf, unfinishedOperation } from "./head.ts"
import type { Repository } from "./repository.ts"
import { gitText, runGit } from "./run-git.ts"

export type WantedBranch = {
  /** `auto`: made up from the task. `named`: the user asked for it. */
  readonly kind: "auto" | "named"
  readonly name: string
}

export type StartedBranch =
  | {
      readonly kind: "switched"
      readonly name: string
      /** The branch the user was on; null when HEAD was detached. */
      readonly previous: string | null
    }
  | { readonly kind: "skipped"; readonly why: string }

/**
 * Puts the loop on a new branch at the present commit. Only HEAD is pointed elsewhere: neither the index nor one file is
 * touched, so a dirty tree is carried over as it is. A name that is taken gets `-2`, `-3` …; a state in which a switch
 * could lose or confuse work is `skipped` with one sentence for people.
 */
export async function startBranch(repo: Repository, wanted: WantedBranch): Promise<StartedBranch> {
  const previous = await branchOf(repo)
  if (wanted.kind === "auto" && previous?.startsWith("for-loop/"))
    return skipped(`The branch ${previous} already belongs to a loop, and the work goes on there.`)
  if (previous === wanted.name)
    return skipped(`${previous} is already checked out, and the work goes on there.`)
  const head = await headOf(repo)
  if (head === null) return skipped("The repository has no commit yet, so there is nothing to branch from.")
  const unfinished = await unfinishedOperation(repo)
  if (unfinished !== null)
    return skipped(`There is ${unfinished} in progress. Finish or abort it to give the loop its own branch.`)
  if (!(await isBranchName(repo, wanted.name)))
    return skipped(`${JSON.stringify(wanted.name)} is not a name git allows for a branch.`)
  return await switchTo(repo, await freeName(repo, wanted.name), previous, head)
}

async function switchTo(
  repo: Repository,
  name: string,
  previous: string | null,
  head: string,
): Promise<StartedBranch> {
  const client = await clientFor(repo)
  const message = `for-loop: moving from ${previous ?? head} to ${name}`
  try {
    await client.raw(["branch", "--no-track", "--end-of-options", name, head])
  } catch (fault) {
    return skipped(`git could not make the branch ${name}: ${wordsOf(fault)}`)
  }
  try {
    await client.raw(["symbolic-ref", "-m", message, "HEAD", `refs/heads/${name}`])
  } catch (fault) {
    await client.raw(["update-ref", "-d", `refs/heads/${name}`, head])
    return skipped(`git could not switch to ${name}: ${wordsOf(fault)}`)
  }
  return { kind: "switched", name, previous }
}

/** `check-ref-format --branch` would expand names such as `@{-1}`, so the full ref is checked. */
async function isBranchName(repo: Repository, name: string): Promise<boolean> {
  if (name.startsWith("-") || name === "HEAD" || name.includes("\0")) return false
  const told = await runGit(repo, ["check-ref-format", `refs/heads/${name}`])
  return told.exitCode === 0
}

/** Upper and lower case are one on the disks of Windows and macOS, so they are one here. */
async function freeName(repo: Repository, name: string): Promise<string> {
  const listed = await gitText(repo, ["for-each-ref", "--format=%(refname)", "refs/heads/"])
  const taken = new Set(listed.split("\n").map((ref) => ref.replace(/^refs\/heads\//, "").toLowerCase()))
  let free = name
  for (let suffix = 2; taken.has(free.toLowerCase()); suffix++) free = `${name}-${suffix}`
  return free
}

function wordsOf(fault: unknown): string {
  return shortened(fault instanceof Error ? fault.message : String(fault))
}

function skipped(why: string): StartedBranch {
  return { kind: "skipped", why }
}
