import { html, nothing, type TemplateResult } from "lit"
import "./series-plot.ts"
import type { Scene } from "../scene.ts"
import { metrics } from "../ui-state.ts"
import { percent } from "./figures.ts"
import { plots } from "./plots.ts"
import { requests } from "./requests.ts"
import { summary } from "./summary.ts"

/** What went through: plots over time, their sums, and the requests themselves. */
export function trafficTab(scene: Scene): TemplateResult {
  return html`${plots(scene, metrics)} ${summary(scene)} ${requests(scene)} ${signatures(scene)}`
}

/** Whether thinking that clients drop is found again for them. */
function signatures({ view, words }: Scene): TemplateResult | typeof nothing {
  const { entries, hits, misses } = view.signatures
  if (entries + hits + misses === 0) return nothing
  const asked = hits + misses
  return html`<p class="soft small">
    ${words.say("signatures")}:
    ${
      asked === 0
        ? words.say("signatureUnused", { n: words.number(entries) })
        : words.say("signatureText", { n: words.number(entries), rate: percent(hits / asked, words) })
    }
  </p>`
}
