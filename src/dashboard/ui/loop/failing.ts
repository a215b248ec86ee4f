import { html, nothing, type TemplateResult } from "lit"
import type { LoopCard } from "../../model/view.ts"
import { type IconName, icon } from "../icons.ts"
import type { Scene } from "../scene.ts"
import { showRow } from "../timeline/open-row.ts"
import { plotOf } from "./plot-data.ts"
import "./plot.ts"

/** What changed last: how many fail, how that number went, and what the last iteration did to it. */
export function failing(scene: Scene, loop: LoopCard): TemplateResult | typeof nothing {
  const { words } = scene
  if (loop.checks.length === 0) return nothing
  const plot = plotOf(loop, words)
  return html`<section class="failing" aria-labelledby="failing">
    <div class="failing-head">
      <h2 id="failing">${words.say("failing")}</h2>
      <p class="hero-number num ${loop.failing.now === 0 ? "zero" : ""}">${words.number(loop.failing.now)}</p>
      <p class="soft trend num">${plot.trend}</p>
    </div>
    <loop-plot
      role="img"
      aria-label=${plot.text}
      .data=${plot}
      @pick=${(event: CustomEvent<number>) => showRow(scene, loop, event.detail)}
    ></loop-plot>
    ${delta(scene, loop)} ${more(scene, loop)}
  </section>`
}

function delta({ words }: Scene, { delta: changed }: LoopCard): TemplateResult | typeof nothing {
  if (changed === null) return nothing
  const part = (name: IconName, tone: string, n: number, text: string) =>
    html`<li class=${n === 0 ? "none" : ""}>${icon(name, n === 0 ? "quiet" : tone)}<span>${text}</span></li>`
  return html`<ul class="delta" aria-label=${words.say("deltaLabel")}>
    ${part("check", "good", changed.fixed, words.say("deltaFixed", { n: changed.fixed }))}
    ${part("close", "bad", changed.still, words.say("deltaStill", { n: changed.still }))}
    ${part("add", "bad", changed.added, words.say("deltaNew", { n: changed.added }))}
    ${changed.flaky === 0 ? nothing : part("debug-restart", "warn", changed.flaky, words.say("deltaFlaky", { n: changed.flaky }))}
  </ul>`
}

function more({ words, state, act }: Scene, loop: LoopCard): TemplateResult | typeof nothing {
  if (loop.failing.now < 2 && loop.flaky.length === 0) return nothing
  return html`<details
    class="names"
    ?open=${state.failuresOpen}
    @toggle=${(event: Event) => {
      const open = event.currentTarget instanceof HTMLDetailsElement && event.currentTarget.open
      if (open !== state.failuresOpen) act.set({ failuresOpen: open })
    }}
  >
    <summary>${words.say("allFailing")}</summary>
    <ul>${loop.failing.first.map((name) => html`<li>${name}</li>`)}</ul>
    ${
      loop.failing.now > loop.failing.first.length
        ? html`<p class="soft">+ ${words.number(loop.failing.now - loop.failing.first.length)}</p>`
        : nothing
    }
    ${
      loop.flaky.length === 0
        ? nothing
        : html`<p class="soft">${words.say("flakyTitle")}</p><ul>${loop.flaky.map((name) => html`<li>${name}</li>`)}</ul>`
    }
  </details>`
}
