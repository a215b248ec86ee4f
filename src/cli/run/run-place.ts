import { join, resolve } from "node:path"
import { folderOf } from "../../control/folder-of.ts"
import { openRepository } from "../../git/repository.ts"
import { addWorktree } from "../../git/worktree.ts"
import type { Mode } from "../../loop/settings.ts"
import { newLoopId } from "../../store/loop-id.ts"
import { worktreesFolder } from "../../store/paths.ts"
import { type Given, isGiven, textGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import { personOf } from "../person-of.ts"
import { unfitting } from "../problem.ts"
import { problemOf } from "../problem-of.ts"
import type { Problem } from "../result.ts"

export type RunPlace =
  | { readonly kind: "place"; readonly workspace: string; readonly notes: readonly string[] }
  | { readonly kind: "problem"; readonly problem: Problem }

/**
 * The folder a run works in: the one that was named, or a linked working tree of it. What an unsafe run does can only
 * be thrown away there, or on a machine that is thrown away itself (design §10).
 */
export async function runPlace(given: Given, context: CliContext, mode: Mode): Promise<RunPlace> {
  const named = folderOf(personOf(context), resolve(context.cwd, textGiven(given, "workspace") ?? "."))
  if (named.kind === "refused") return { kind: "problem", problem: problemOf(named, "run") }
  const apart = isGiven(given, "worktree")
  if (mode === "unsafe" && !apart && context.env.FOR_LOOP_SANDBOX !== "1") {
    return problem(
      "--mode unsafe lets the agent run anything, so it works only on something that can be thrown away.",
      "Add --worktree, or set FOR_LOOP_SANDBOX=1 in a container that is thrown away.",
    )
  }
  if (!apart) return { kind: "place", workspace: named.folder, notes: [] }
  const opened = await openRepository(named.folder, context.env)
  if (opened.kind === "none") return problem(`--worktree needs git: ${opened.why}`, "Leave --worktree away.")
  const folder = join(worktreesFolder(context.home), newLoopId(context.now()))
  const added = await addWorktree(opened.repo, folder)
  if (added.kind === "refused") return problem(added.why, "Commit once, or leave --worktree away.")
  const linked = added.linked.length === 0 ? "" : ` (${added.linked.join(", ")} linked from your folder)`
  return {
    kind: "place",
    workspace: added.workspace,
    notes: [
      `The loop works in ${added.workspace}${linked}; uncommitted changes of your folder are not in it.`,
      `Remove it afterwards with \`git worktree remove --force ${folder}\`.`,
    ],
  }
}

function problem(message: string, next: string): RunPlace {
  return { kind: "problem", problem: unfitting(message, next) }
}
