import { createHash, randomBytes } from "node:crypto"
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { deflateSync } from "node:zlib"
import { commitOf } from "./head.ts"
import type { Repository } from "./repository.ts"

export type CommitDraft = {
  readonly tree: string
  readonly parent: string | null
  readonly message: string
  /** Epoch ms. */
  readonly at: number
}

/**
 * Writes a commit as a loose object (format: gitformat-loose) and returns its id. Done here and not by `git commit-tree`:
 * no identity, template, encoding or signing of the user's configuration has a say, and the process it saves is a tenth
 * of a checkpoint (bench/checkpoint.ts). The hash follows the length of the tree's id (SHA-1 or SHA-256).
 */
export function writeCommit(repo: Repository, draft: CommitDraft): string {
  const body = commitBody(repo, draft)
  const object = Buffer.concat([Buffer.from(`commit ${body.length}\0`), body])
  const id = createHash(draft.tree.length === 64 ? "sha256" : "sha1")
    .update(object)
    .digest("hex")
  const path = loosePath(repo, id)
  if (existsSync(path)) return id
  const folder = openFolder(repo, id)
  // git's own garbage collection knows this prefix and removes what a killed process leaves behind.
  const unfinished = join(folder, `tmp_obj_${randomBytes(6).toString("hex")}`)
  writeFileSync(unfinished, deflateSync(object), { mode: 0o444, flag: "wx" })
  renameSync(unfinished, path)
  return id
}

/**
 * Full id of the commit that `name` (ref or id) stands for, or null. A checkpoint's own ref or a loose commit is found
 * without a process; whatever is packed, or kept in another ref format, is asked from git.
 */
export async function existingCommit(repo: Repository, name: string): Promise<string | null> {
  if (isId(name) && existsSync(loosePath(repo, name))) return name
  if (/^refs\/for-loop\/[\w.-]+\/\d+$/.test(name) && !name.includes("..")) {
    const id = readTrimmed(join(repo.commonDir, name))
    if (id !== null && isId(id)) return id
  }
  return await commitOf(repo, name)
}

/** The content of a commit object. */
export function commitBody(repo: Repository, draft: CommitDraft): Buffer {
  const who = `For Loop <for-loop@localhost> ${Math.floor(draft.at / 1000)} +0000`
  const lines = [
    `tree ${draft.tree}`,
    ...(draft.parent === null ? [] : [`parent ${draft.parent}`]),
    `author ${who}`,
    `committer ${who}`,
    "",
    draft.message.replaceAll("\0", "").trim() || "checkpoint",
    "",
    `For-Loop-Worktree: ${repo.worktree}`,
    "",
  ]
  return Buffer.from(lines.join("\n"), "utf8")
}

function loosePath(repo: Repository, id: string): string {
  return join(repo.commonDir, "objects", id.slice(0, 2), id.slice(2))
}

/** A repository shared by a group keeps its permissions: a new folder gets those of the folder around it. */
function openFolder(repo: Repository, id: string): string {
  const objects = join(repo.commonDir, "objects")
  const folder = join(objects, id.slice(0, 2))
  if (mkdirSync(folder, { recursive: true }) !== undefined) chmodSync(folder, statSync(objects).mode)
  return folder
}

function isId(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
}

function readTrimmed(path: string): string | null {
  try {
    return readFileSync(path, "utf8").trim()
  } catch {
    return null
  }
}
