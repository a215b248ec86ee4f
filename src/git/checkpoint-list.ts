import { loopPrefix, numberOf } from "./checkpoint-ref.ts"
import type { Repository } from "./repository.ts"
import { gitText } from "./run-git.ts"

export type ListedCheckpoint = {
  readonly number: number
  readonly ref: string
  readonly commit: string
  /** Epoch ms, whole seconds. */
  readonly at: number
  /** First line of the message. */
  readonly message: string
}

const fields = ["refname", "objectname", "committerdate:unix", "contents:subject", "contents:body"]
const format = `${fields.map((field) => `%(${field})`).join("%00")}%00%01`

/**
 * Checkpoints of `loop` that were made in this working tree, by number. One made in another linked working tree is not
 * listed, because restoring it here would put that tree's files into this one (S89).
 */
export async function listCheckpoints(repo: Repository, loop: string): Promise<ListedCheckpoint[]> {
  const told = await gitText(repo, ["for-each-ref", `--format=${format}`, loopPrefix(loop)])
  const listed: ListedCheckpoint[] = []
  for (const record of told.split("\0\u0001\n")) {
    const [ref = "", commit = "", seconds = "", message = "", body = ""] = record.split("\0")
    const number = numberOf(ref)
    if (number === null || worktreeOf(body) !== repo.worktree) continue
    listed.push({ number, ref, commit, at: Number(seconds) * 1000, message })
  }
  return listed.sort((a, b) => a.number - b.number)
}

/** Removes all checkpoints of `loop`, of every working tree; returns how many. git's own clean-up frees the space later. */
export async function dropCheckpoints(repo: Repository, loop: string): Promise<number> {
  const told = await gitText(repo, ["for-each-ref", "--format=%(refname)", loopPrefix(loop)])
  const refs = told.split("\n").filter((ref) => ref !== "")
  if (refs.length === 0) return 0
  const stdin = refs.map((ref) => `delete ${ref}\n`).join("")
  await gitText(repo, ["update-ref", "--no-deref", "--stdin"], { stdin })
  return refs.length
}

function worktreeOf(body: string): string | undefined {
  return /^For-Loop-Worktree: (.*)$/m.exec(body.slice(body.lastIndexOf("For-Loop-Worktree: ")))?.[1]
}
