import { html, nothing, type TemplateResult } from "lit"
import type { LoopCard } from "../../model/view.ts"
import { history } from "../around/history.ts"
import type { Scene } from "../scene.ts"
import { timeline } from "../timeline/timeline.ts"
import { actions } from "./actions.ts"
import { callout } from "./callout.ts"
import { calloutOf } from "./callout-of.ts"
import { facts } from "./facts.ts"
import { failing } from "./failing.ts"
import { findings } from "./findings.ts"
import { headline } from "./headline.ts"

/** One loop: is it alive, what changed last, what blocks, how near is the end, what did it cost; then its past. */
export function loopPage(scene: Scene, loop: LoopCard): TemplateResult {
  return html`<article class="loop" aria-label=${loop.task}>
    ${headline(scene, loop)}
    ${
      // How it ended explains the findings; before the end they are what is waited for.
      loop.word === "ended"
        ? html`${callout(scene, loop)} ${findings(scene, loop)}`
        : html`${findings(scene, loop)} ${callout(scene, loop)}`
    }
    <div class="columns">
      <div class="column">${failing(scene, loop)} ${facts(scene, loop)} ${calloutOf(loop, scene.words, scene.now) === null ? actions(scene, loop, { first: [], resumes: false }) : nothing}</div>
      <div class="column">${timeline(scene, loop)} ${history(scene)}</div>
    </div>
  </article>`
}
