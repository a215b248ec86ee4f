import { openRepository, type Repository } from "../git/repository.ts"
import type { LoopState } from "../loop/state.ts"
import type { Person } from "./person.ts"
import { type Refused, refused } from "./refused.ts"
import { plainWording } from "./wording.ts"

export type LoopRepository = { readonly kind: "git"; readonly repo: Repository } | Refused

/** The repository of a loop's workspace, or why it has no checkpoints, in one sentence. */
export async function repositoryOf(person: Person, state: LoopState): Promise<LoopRepository> {
  const { env, wording = plainWording } = person
  const opened = await openRepository(state.workspace, env)
  if (opened.kind === "git") return opened
  const message = `Loop ${state.id} has no checkpoints that could be read: ${opened.why}`
  return refused("no-repository", message, wording.openElsewhere)
}

/** A checkpoint that was never made, or is gone. */
export function missingCheckpoint({ wording = plainWording }: Person, loop: string, number: number): Refused {
  const message = `Loop ${loop} has no checkpoint ${number}.`
  return refused("unknown-checkpoint", message, wording.chooseCheckpoint(loop))
}
