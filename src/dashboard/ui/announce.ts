import type { Speaker } from "../model/speak.ts"
import type { DashboardView, LoopCard } from "../model/view.ts"
import { lookOf } from "./loop/look.ts"

/** What changed from one view to the next that a listener must hear; null when nothing did. */
export function announcement(before: DashboardView, after: DashboardView, words: Speaker): string | null {
  const said = after.loops.flatMap((loop) => {
    const old = before.loops.find(({ id }) => id === loop.id)
    return old === undefined ? [stateOf(loop, words)] : changes(old, loop, words)
  })
  return said.length === 0 ? null : said.join(". ")
}

function changes(old: LoopCard, loop: LoopCard, words: Speaker): string[] {
  const row = loop.iterations.at(-1)
  const moved = loop.iterations.length > old.iterations.length && row !== undefined
  return [
    ...(moved
      ? [
          words.say("announceIteration", {
            n: row.n,
            failing: row.failing,
            fixed: row.fixed,
            added: row.added,
          }),
        ]
      : []),
    // From thinking to checking and back is no news.
    ...(lookOf(old).key !== lookOf(loop).key ? [stateOf(loop, words)] : []),
    ...(openFindings(loop) > openFindings(old) ? [words.count("gateFindings", openFindings(loop))] : []),
  ]
}

function stateOf(loop: LoopCard, words: Speaker): string {
  return words.say("announceWord", { task: loop.task.slice(0, 80), word: words.say(lookOf(loop).key) })
}

function openFindings({ gate }: LoopCard): number {
  return gate.kind === "findings" ? gate.open : 0
}
