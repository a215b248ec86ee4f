import { html, nothing, type TemplateResult } from "lit"
import type { LoopCard } from "../../model/view.ts"
import { button } from "../around/button.ts"
import type { Scene } from "../scene.ts"
import { rowKey } from "../ui-state.ts"
import { showWhole } from "./open-row.ts"
import { timelineRow } from "./row.ts"
import type { ListModel } from "./virtual-list.ts"

/** Rows of a long list that are listed at first. */
const newest = 30

/** Every iteration, newest first, down to the start. */
export function timeline(scene: Scene, loop: LoopCard): TemplateResult {
  const { words, state, act } = scene
  const { iterations, checkpoints } = loop
  const all = iterations.length + 1
  // What comes below the list must be reachable without passing a thousand rows.
  const count = state.wholeTimeline || all <= newest + 10 ? all : newest
  const numberAt = (index: number) => iterations[iterations.length - 1 - index]?.n ?? 0
  const indexes = new Map<string, number>()
  if (state.currentRow !== null)
    for (let index = 0; index < count; index++)
      if (rowKey(loop.id, numberAt(index)) === state.currentRow) indexes.set(state.currentRow, index)
  const current = state.currentRow === null ? null : (indexes.get(state.currentRow) ?? null)
  const model: ListModel = {
    count,
    keyOf: (index) => rowKey(loop.id, numberAt(index)),
    row: (index) =>
      timelineRow(scene, loop, {
        index,
        count,
        iteration: iterations[iterations.length - 1 - index] ?? null,
        tabStop: index === (current ?? 0),
      }),
    onMove: (index) => act.set({ currentRow: rowKey(loop.id, numberAt(index)) }),
  }
  return html`<section class="timeline" aria-labelledby="timeline">
    <h2 id="timeline">${words.say("timeline")}</h2>
    ${checkpoints.kind === "none" ? html`<p class="soft small">${words.say("noCheckpoints", { why: checkpoints.why })}</p>` : nothing}
    ${iterations.length === 0 ? html`<p class="soft">${words.say("timelineEmpty")}</p>` : nothing}
    <virtual-list class=${`digits-${String(numberAt(0)).length}`} role="list" aria-label=${words.say("timelineLabel")} .model=${model}></virtual-list>
    ${
      count < all
        ? button({
            label: words.say("timelineAll", { n: words.number(iterations.length) }),
            look: "plain",
            onClick: () => showWhole(scene, count),
          })
        : nothing
    }
  </section>`
}
