import { html, nothing, svg, type TemplateResult } from "lit"
import type { LoopCard } from "../../model/view.ts"
import type { Scene } from "../scene.ts"

const order = ["closed", "half-open", "open"] as const
const names = { closed: "breakerClosed", "half-open": "breakerHalfOpen", open: "breakerOpen" } as const
const meanings = {
  closed: "breakerClosedMeans",
  "half-open": "breakerHalfOpenMeans",
  open: "breakerOpenMeans",
} as const

/** The stagnation breaker as the state machine it is: closed → half-open → open, with the present state filled. */
export function breaker({ words }: Scene, { state, why }: LoopCard["breaker"]): TemplateResult {
  const meaning = words.say(meanings[state])
  return html`<span class="breaker ${state}" title=${why ?? meaning}>
    <svg class="machine" viewBox="0 0 64 12" aria-hidden="true">
      ${order.map((one, at) => {
        const x = 6 + at * 26
        const here = one === state
        return svg`${at === 0 ? nothing : svg`<path d="M${x - 19} 6h10m-3 -2.5l3 2.5l-3 2.5"></path>`}
          <circle class=${here ? "here" : ""} cx=${x} cy="6" r=${here ? 4.5 : 3.5}></circle>`
      })}
    </svg>
    <span>${words.say(names[state])}</span>
    <span class="soft ${state === "closed" ? "wide-only" : ""}">${state === "closed" ? meaning : (why ?? meaning)}</span>
  </span>`
}
