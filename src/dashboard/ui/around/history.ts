import { html, nothing, type TemplateResult } from "lit"
import type { HistoryRow } from "../../model/view.ts"
import { icon } from "../icons.ts"
import { outcomeLook } from "../loop/look.ts"
import type { Scene } from "../scene.ts"
import { button, iconButton } from "./button.ts"

const page = 20

/** Loops that ended, each with its report. */
export function history(scene: Scene): TemplateResult | typeof nothing {
  const { view, words, act, state } = scene
  const all = view.history
  const rest = all.length - state.historyShown
  if (all.length === 0) return nothing
  return html`<section class="history" aria-labelledby="history">
    <h2 id="history">${words.say("history")}</h2>
    <ul class="rows">
      ${all.slice(0, state.historyShown).map((row) => historyRow(scene, row))}
    </ul>
    ${
      rest > 0
        ? button({
            label: words.say("historyMore", { n: Math.min(rest, page) }),
            look: "plain",
            onClick: () => act.set({ historyShown: state.historyShown + page }),
          })
        : nothing
    }
  </section>`
}

function historyRow({ words, act, now }: Scene, row: HistoryRow): TemplateResult {
  const look = outcomeLook(row.outcome)
  const report = { kind: "report", loop: row.id, format: "markdown" } as const
  const json = { kind: "report", loop: row.id, format: "json" } as const
  const facts = [
    words.say(look.key),
    words.ago(row.endedAt, now),
    words.count("iterations", row.iterations),
    words.duration(row.elapsedMs),
    ...(row.usd === null ? [] : [`${words.usd(row.usd)} ${words.say(row.basis)}`]),
  ]
  return html`<li class="past">
    <button type="button" class="past-main" title=${`${row.task}\n${facts.join(" · ")}\n${words.say("openReport")}`} @click=${() => act.ask(report)}>
      ${icon(look.icon, look.tone)}
      <span class="past-text">
        <span class="cut">${row.task}</span>
        <span class="soft small cut">${facts.join(" · ")}</span>
      </span>
    </button>
    ${iconButton({ icon: "json", label: words.say("exportJson"), busy: act.busy(json), onClick: () => act.ask(json) })}
  </li>`
}
