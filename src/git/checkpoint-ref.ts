import { unsafeRefName } from "./git-error.ts"
import type { Repository } from "./repository.ts"
import { gitText } from "./run-git.ts"

const root = "refs/for-loop"

/** Ref of checkpoint `number` of `loop`. Throws GitError for a name that git would not take as part of a ref. */
export function checkpointRef(loop: string, number: number): string {
  if (!Number.isSafeInteger(number) || number < 0) throw unsafeRefName(String(number))
  return `${loopPrefix(loop)}${number}`
}

/** `refs/for-loop/<loop>/`: where the checkpoints of one loop are. Loop ids are unique, so stacks never mix (S89). */
export function loopPrefix(loop: string): string {
  const fits = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$/.test(loop)
  if (!fits || loop.includes("..") || /\.(?:lock)?$/.test(loop)) throw unsafeRefName(loop)
  return `${root}/${loop}/`
}

/** The number at the end of a checkpoint's ref, or null for a ref that is not ours. */
export function numberOf(ref: string): number | null {
  const digits = /\/(0|[1-9]\d{0,14})$/.exec(ref)?.[1]
  return digits === undefined ? null : Number(digits)
}

/** The first number above every checkpoint of `loop`, whichever working tree made it. */
export async function nextNumber(repo: Repository, loop: string): Promise<number> {
  const listed = await gitText(repo, ["for-each-ref", "--format=%(refname)", "--", loopPrefix(loop)])
  const numbers = listed.split("\n").map((ref) => numberOf(ref) ?? -1)
  return Math.max(-1, ...numbers) + 1
}
