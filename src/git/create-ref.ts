import { checkpointRef, nextNumber } from "./checkpoint-ref.ts"
import { gitFailed } from "./git-error.ts"
import type { Repository } from "./repository.ts"
import { runGit } from "./run-git.ts"
import type { WantedCheckpoint } from "./wanted-checkpoint.ts"

/** Makes the ref of a checkpoint with the wanted number, or the next free one. Returns the number. */
export async function createRef(
  repo: Repository,
  wanted: Pick<WantedCheckpoint, "loop" | "number">,
  commit: Promise<string>,
): Promise<number> {
  let number = wanted.number
  // Another process may take a number between asking and creating; it cannot do so for ever.
  for (let attempt = 0; ; attempt++) {
    const args = ["update-ref", "--no-deref", "--stdin"]
    const ref = checkpointRef(wanted.loop, number)
    const created = await runGit(repo, args, { stdin: commit.then((id) => `create ${ref} ${id}\n`) })
    if (created.exitCode === 0) return number
    if (attempt === 4) throw gitFailed(args, created.exitCode, created.stderr)
    await commit // nothing to number when there is none
    number = Math.max(number, await nextNumber(repo, wanted.loop))
  }
}
