import { openRepository, type Repository } from "../../git/repository.ts"
import type { LoopState } from "../../loop/state.ts"
import type { CliContext } from "../context.ts"
import { unfitting } from "../problem.ts"
import type { Problem } from "../result.ts"

export type LoopRepository =
  | { readonly kind: "git"; readonly repo: Repository }
  | { readonly kind: "problem"; readonly problem: Problem }

/** The repository of a loop's workspace, or why it has no checkpoints, in one sentence. */
export async function repositoryOf(context: CliContext, state: LoopState): Promise<LoopRepository> {
  const opened = await openRepository(state.workspace, context.env)
  if (opened.kind === "git") return opened
  return {
    kind: "problem",
    problem: unfitting(
      `Loop ${state.id} has no checkpoints that could be read: ${opened.why}`,
      "Run the command on the machine and folder of the loop, with git installed.",
    ),
  }
}
