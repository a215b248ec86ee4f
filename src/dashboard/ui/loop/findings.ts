import { html, nothing, type TemplateResult } from "lit"
import { lineDiff } from "../../model/line-diff.ts"
import type { FindingView, LoopCard } from "../../model/view.ts"
import { button, iconButton } from "../around/button.ts"
import { icon } from "../icons.ts"
import type { Scene } from "../scene.ts"
import { actionPanel } from "./action-panel.ts"

/** Findings of the integrity gate that wait for a decision, one at a time: what was weakened, before and after. */
export function findings(scene: Scene, loop: LoopCard): TemplateResult | typeof nothing {
  const { words, state, act } = scene
  if (loop.gate.kind !== "findings" || loop.gate.open === 0) return nothing
  const open = loop.gate.findings.filter(({ approvedBy }) => approvedBy === null)
  const at = Math.min(state.finding, open.length - 1)
  const shown = open[at]
  if (shown === undefined) return nothing
  const turn = (step: number) => act.set({ finding: (at + step + open.length) % open.length })
  return html`<section class="card wait review" id="findings" aria-labelledby="findings-title">
    <header class="spread">
      <h2 id="findings-title" class="callout-title">${icon("shield", "warn")} ${words.say("approvalTitle")}</h2>
      ${
        open.length < 2
          ? nothing
          : html`<span class="turner">
              ${iconButton({ icon: "arrow-left", label: words.say("findingPrevious"), onClick: () => turn(-1) })}
              <span class="soft num">${words.say("findingOf", { n: at + 1, total: open.length })}</span>
              ${iconButton({ icon: "chevron-right", label: words.say("findingNext"), onClick: () => turn(1) })}
            </span>`
      }
    </header>
    <p class="soft">${words.count("approvalOpen", open.length)}</p>
    ${findingView(scene, loop.id, shown)}
    ${decide(scene, loop, shown)} ${state.panel === "stop" ? actionPanel(scene, loop) : nothing}
  </section>`
}

/** One finding with its small diff. */
export function findingView({ words, act, view }: Scene, loop: string, finding: FindingView): TemplateResult {
  const { file, line, before, after, why, approvedBy } = finding
  const place = line === null ? file : `${file}:${line}`
  const lines = lineDiff(before, after)
  const marks = { same: " ", removed: "−", added: "+" } as const
  return html`<div class="finding">
    <p>
      ${
        view.abilities.editor
          ? html`<button type="button" class="link" @click=${() => act.ask({ kind: "open-file", loop, file, line })}>${place}</button>`
          : html`<code>${place}</code>`
      }
      ${approvedBy === null ? nothing : html`<span class="tag">${words.say("approvedBy", { who: approvedBy })}</span>`}
    </p>
    <p>${why}</p>
    ${
      lines.length === 0
        ? nothing
        : html`<div class="small-diff" tabindex="0" role="region" aria-label=${words.say("findingDiff")}><pre class="diff">${lines.map(
            ({ kind, text }) => html`<span class=${kind}><i>${marks[kind]}</i>${text}\n</span>`,
          )}</pre></div>`
    }
  </div>`
}

function decide({ words, act }: Scene, loop: LoopCard, { id }: FindingView): TemplateResult | typeof nothing {
  const approve = { kind: "approve", loop: loop.id, finding: id } as const
  const reject = { kind: "reject", loop: loop.id, finding: id } as const
  if (!loop.actions.includes("approve")) return nothing
  return html`<p class="buttons">
    ${button({
      label: words.say("approve"),
      title: words.say("approveMeans"),
      look: "primary",
      busy: act.busy(approve),
      onClick: () => act.ask(approve),
    })}
    ${
      loop.actions.includes("steer")
        ? button({
            label: words.say("askRestore"),
            title: words.say("askRestoreMeans"),
            busy: act.busy(reject),
            onClick: () => act.ask(reject),
          })
        : nothing
    }
    ${
      loop.actions.includes("cancel")
        ? button({ label: words.say("stopLoop"), look: "plain", onClick: () => act.set({ panel: "stop" }) })
        : nothing
    }
  </p>`
}
