import { repositoryOf } from "../../control/repository-of.ts"
import { iso, localTime, oneLine } from "../../control/words.ts"
import { listCheckpoints } from "../../git/checkpoint-list.ts"
import type { Given } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import { findState } from "../loops/find-loop.ts"
import type { Outputs } from "../output-schema.ts"
import type { Paint } from "../paint.ts"
import { personOf } from "../person-of.ts"
import { problemOf } from "../problem-of.ts"
import { failed, output, type Result } from "../result.ts"

type Checkpoints = Outputs["checkpoints"]

/** `for-loop checkpoints [ID]`: the kept states of the working tree, oldest first. */
export async function runCheckpoints(given: Given, context: CliContext): Promise<Result> {
  const found = findState(context, given.words[0] ?? null)
  if (found.kind === "problem") return found
  const opened = await repositoryOf(personOf(context), found.state)
  if (opened.kind === "refused") return failed(problemOf(opened))
  const listed = await listCheckpoints(opened.repo, found.state.id)
  const checkpoints = listed.map(({ number, ref, commit, at, message }) => ({
    number,
    ref,
    commit,
    at: iso(at),
    message,
  }))
  return output<Checkpoints>(
    { loop: found.state.id, workspace: found.state.workspace, checkpoints },
    checkpointsText,
  )
}

function checkpointsText({ loop, checkpoints }: Checkpoints, paint: Paint): string {
  if (checkpoints.length === 0) return `Loop ${loop} has no checkpoints.\n`
  const lines = checkpoints.map(({ number, at, commit, message }) => {
    const cells = [
      String(number).padStart(4),
      localTime(Date.parse(at)),
      paint("dim", commit.slice(0, 10)),
      oneLine(message, 80),
    ]
    return cells.join("  ")
  })
  const hint = `\`for-loop diff N --loop ${loop}\` shows what changed since one, \`for-loop restore N --loop ${loop}\` goes back to it.`
  return `${[...lines, "", hint].join("\n")}\n`
}
