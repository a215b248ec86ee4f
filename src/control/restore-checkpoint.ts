import { checkpointRef } from "../git/checkpoint-ref.ts"
import { commitOf } from "../git/head.ts"
import type { Repository } from "../git/repository.ts"
import { restoreCheckpoint } from "../git/restore.ts"
import { viewLock } from "../store/lock.ts"
import { stateById } from "./loops.ts"
import type { Person } from "./person.ts"
import { type Refused, refused } from "./refused.ts"
import { missingCheckpoint, repositoryOf } from "./repository-of.ts"
import { plainWording } from "./wording.ts"

export type Restorable = { readonly kind: "restorable"; readonly repo: Repository }

export type Restored = {
  readonly kind: "restored"
  /** Files written or removed. */
  readonly changed: number
  /** Checkpoint of the tree from before the restore: restoring it undoes the restore. */
  readonly safety: { readonly number: number; readonly ref: string }
}

/** Whether checkpoint `number` of a loop could be restored now, asked before the person confirms. Throws StoreError, GitError. */
export async function restorable(
  person: Person,
  loop: string,
  number: number,
): Promise<Restorable | Refused> {
  const { home, wording = plainWording } = person
  const found = stateById(person, loop)
  if (found.kind === "refused") return found
  const opened = await repositoryOf(person, found.state)
  if (opened.kind === "refused") return opened
  const known = Number.isSafeInteger(number) && number >= 0
  if (!known || (await commitOf(opened.repo, checkpointRef(loop, number))) === null) {
    return missingCheckpoint(person, loop, number)
  }
  if (viewLock(home, loop).kind === "held") {
    const message = `The checks of loop ${loop} are running on these files right now.`
    return refused("checking", message, wording.cancelChecks)
  }
  return { kind: "restorable", repo: opened.repo }
}

/** The files as checkpoint `number` has them; the present state is kept as a checkpoint first. Throws StoreError, GitError. */
export async function restoreLoop(person: Person, loop: string, number: number): Promise<Restored | Refused> {
  const { wording = plainWording } = person
  const ready = await restorable(person, loop, number)
  if (ready.kind === "refused") return ready
  const restored = await restoreCheckpoint(ready.repo, { loop, number })
  if (restored.kind === "restored") return restored
  const message = `Nothing was restored: ${restored.why}`
  return refused("not-restored", message, wording.restoreRefused(loop))
}
