import { completeEnded } from "../../control/complete-ended.ts"
import { dropLoopCheckpoints } from "../../control/drop-checkpoints.ts"
import { allLoops, readableState } from "../../control/loops.ts"
import { dropLoopKeys } from "../../gateway/keys/stored-keys.ts"
import { plural } from "../../loop/plural.ts"
import { collectGarbage } from "../../store/garbage.ts"
import { type Given, numberGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import type { Outputs } from "../output-schema.ts"
import { output, type Result } from "../result.ts"

type Collected = Outputs["gc"]

const defaultKeepDays = 30
const dayMs = 86_400_000
/** A backstop for machines where loops run by the hour. */
const keepLoops = 1000

/** `for-loop gc [--keep-days N]`: removes what ended long ago, with its checkpoints; unfinished loops always stay. */
export async function runGc(given: Given, context: CliContext): Promise<Result> {
  const keepDays = numberGiven(given, "keep-days") ?? defaultKeepDays
  await completeEnded(context.home, context.now())
  const before = allLoops(context.home)
  const { loops, arms, leftovers } = collectGarbage(context.home, context.now(), { keepDays, keepLoops })
  const gone = before.flatMap(({ id, loaded }) => {
    const state = loops.includes(id) ? readableState(loaded) : null
    return state === null ? [] : [state]
  })
  const { dropped: checkpoints, refused } = await dropLoopCheckpoints(gone, context.env)
  for (const why of refused) context.terminal.progress(why)
  const keys = await dropLoopKeys(context.home, context.now(), context.now() - keepDays * dayMs)
  return output<Collected>({ loops: [...loops], arms, leftovers, checkpoints, keys }, gcText)
}

function gcText({ loops, arms, leftovers, checkpoints, keys }: Collected): string {
  const gone = keys === 0 ? "" : `, ${plural(keys, "key")} of loops`
  if (loops.length + arms + leftovers + keys === 0) return "There was nothing to remove.\n"
  return `Removed ${plural(loops.length, "ended loop")} with ${plural(checkpoints, "checkpoint")}, ${plural(arms, "expired arm")}${gone} and ${plural(leftovers, "leftover file")}.\n`
}
