import { html, nothing, type TemplateResult } from "lit"
import type { LoopCard } from "../../model/view.ts"
import { button } from "../around/button.ts"
import { icon } from "../icons.ts"
import type { Scene } from "../scene.ts"
import { hasDiff } from "../timeline/row.ts"
import { rowKey } from "../ui-state.ts"
import { actions } from "./actions.ts"
import { type Callout, calloutOf } from "./callout-of.ts"
import { lookOf } from "./look.ts"
import { restoreAsk } from "./restore-ask.ts"
import { type StuckEvidence, stuckEvidence } from "./stuck.ts"

/** What the reader has to know or decide before anything else; nothing while the loop simply works. */
export function callout(scene: Scene, loop: LoopCard): TemplateResult | typeof nothing {
  const told = calloutOf(loop, scene.words, scene.now)
  if (told === null) return nothing
  const evidence = told.kind === "stuck" ? stuckEvidence(loop) : null
  return html`<section class="card callout ${told.tone}" aria-label=${told.title}>
    ${
      // The state word above says it already.
      told.title === scene.words.say(lookOf(loop).key)
        ? nothing
        : html`<h2 class="callout-title">${icon(told.icon, told.tone)} ${told.title}</h2>`
    }
    ${lines(scene, told, evidence)}
    ${evidence === null ? nothing : tried(scene, loop, evidence)}
    ${actions(scene, loop, { first: choices(scene, loop, told, evidence), resumes: true })}
    ${evidence?.best != null && scene.state.restoring === bestKey(loop, evidence.best.n) ? restoreAsk(scene, loop, evidence.best.n) : nothing}
  </section>`
}

/** What it means and why; for a loop that is stuck first what its iterations prove, else its own reason alone. */
function lines({ words }: Scene, { text, reason }: Callout, evidence: StuckEvidence | null): TemplateResult {
  const same = evidence?.same ?? null
  if (evidence !== null && same === null && reason !== null)
    return html`<p class="reason">${reason.charAt(0).toUpperCase() + reason.slice(1)}</p>`
  return html`<p>${same === null ? text : words.say("stuckSame", { n: same.failing, from: same.since })}</p>
    ${reason === null ? nothing : html`<p class="soft reason">${reason}</p>`}`
}

function choices(
  scene: Scene,
  loop: LoopCard,
  told: Callout,
  evidence: StuckEvidence | null,
): TemplateResult[] {
  const { words, act } = scene
  const may = (action: LoopCard["actions"][number]) => loop.actions.includes(action)
  const resume = { kind: "resume", loop: loop.id } as const
  const goOn = { kind: "continue", loop: loop.id } as const
  const report = { kind: "report", loop: loop.id, format: "markdown" } as const
  const last = loop.iterations.at(-1)
  const diff = { kind: "diff", loop: loop.id, n: last?.n ?? 0 } as const
  const best = evidence?.best ?? null
  const seesDiff = told.kind === "review" && hasDiff(loop, last ?? null)
  return [
    ...(best !== null && may("restore")
      ? [
          button({
            label: words.say("stuckBest", { n: best.n, failing: best.failing }),
            onClick: () => act.set({ restoring: bestKey(loop, best.n) }),
          }),
        ]
      : []),
    ...(seesDiff
      ? [
          button({
            label: words.say("reviewDiff"),
            icon: "diff",
            busy: act.busy(diff),
            onClick: () => act.ask(diff),
          }),
        ]
      : []),
    ...(may("continue")
      ? [
          button({
            label: words.say("continue"),
            look: "primary",
            busy: act.busy(goOn),
            onClick: () => act.ask(goOn),
          }),
        ]
      : may("resume")
        ? [
            button({
              label: words.say("resume"),
              look: "primary",
              busy: act.busy(resume),
              onClick: () => act.ask(resume),
            }),
          ]
        : []),
    ...(may("extend")
      ? [button({ label: words.say("extend"), look: "primary", onClick: () => act.set({ panel: "extend" }) })]
      : []),
    ...(loop.word === "ended"
      ? [
          button({
            label: words.say("openReport"),
            icon: "output",
            busy: act.busy(report),
            onClick: () => act.ask(report),
          }),
          button({ label: words.say("newLoop"), onClick: () => act.set({ place: { kind: "start" } }) }),
        ]
      : []),
  ]
}

function tried({ words, act }: Scene, loop: LoopCard, evidence: StuckEvidence): TemplateResult {
  return html`<div class="evidence">
    <p class="soft small">${words.say("stuckTried")}</p>
    <ul>
      ${evidence.tried.map((row) => {
        const { n, failing, diff } = row
        const ask = { kind: "diff", loop: loop.id, n } as const
        const text =
          diff === null
            ? words.say("plotPoint", { n, failing })
            : `${n}: ${words.count("rowFiles", diff.files)}`
        return html`<li>
          <span>${text}</span>
          ${diff === null ? nothing : html`<span class="plus num">+${diff.added}</span> <span class="minus num">−${diff.removed}</span>`}
          ${
            diff !== null && hasDiff(loop, row)
              ? html`<button type="button" class="link" @click=${() => act.ask(ask)}>${words.say("openDiff")}</button>`
              : nothing
          }
        </li>`
      })}
    </ul>
  </div>`
}

/** Its own name, so that the question appears here and not in the timeline. */
function bestKey(loop: LoopCard, n: number): string {
  return `best:${rowKey(loop.id, n)}`
}
