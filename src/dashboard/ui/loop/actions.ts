import { html, nothing, type TemplateResult } from "lit"
import type { LoopAction, LoopCard } from "../../model/view.ts"
import { button, iconButton } from "../around/button.ts"
import type { Scene } from "../scene.ts"
import { rowKey } from "../ui-state.ts"
import { actionPanel } from "./action-panel.ts"
import { calloutOf } from "./callout-of.ts"

/** What may be done now; what the callout above offers already is not offered twice. */
export function actions(scene: Scene, loop: LoopCard): TemplateResult {
  const { words, act, state, now } = scene
  const offered = calloutOf(loop, words, now) !== null
  const may = (action: LoopAction) => loop.actions.includes(action)
  const pause = { kind: "pause", loop: loop.id } as const
  const toggle = (panel: "steer" | "cancel" | "menu") =>
    act.set({ panel: state.panel === panel ? null : panel })
  return html`<section class="actions" @keydown=${(event: KeyboardEvent) => closeOnEscape(event, scene)}>
    <div class="buttons">
      ${may("pause") ? button({ label: words.say("pause"), icon: "debug-pause", busy: act.busy(pause), onClick: () => act.ask(pause) }) : nothing}
      ${may("resume") && !offered ? button({ label: words.say("resume"), icon: "debug-start", onClick: () => act.ask({ kind: "resume", loop: loop.id }) }) : nothing}
      ${may("steer") ? button({ label: words.say("steer"), icon: "comment", expanded: state.panel === "steer", onClick: () => toggle("steer") }) : nothing}
      ${may("cancel") ? button({ label: words.say("cancel"), icon: "debug-stop", expanded: state.panel === "cancel", onClick: () => toggle("cancel") }) : nothing}
      <span class="grow"></span>
      <div class="menu-place">
        ${iconButton({ icon: "ellipsis", label: words.say("more"), expanded: state.panel === "menu", onClick: () => toggle("menu") })}
        ${state.panel === "menu" ? menu(scene, loop) : nothing}
      </div>
    </div>
    ${requested(scene, loop)} ${actionPanel(scene, loop)}
  </section>`
}

function menu({ words, act, view, state }: Scene, loop: LoopCard): TemplateResult {
  const last = loop.iterations.at(-1)
  const item = (label: string, onClick: () => void) =>
    html`<li><button type="button" class="menu-item" @click=${() => {
      act.set({ panel: null })
      onClick()
    }}>${label}</button></li>`
  return html`<ul class="menu">
    ${item(words.say("openReport"), () => act.ask({ kind: "report", loop: loop.id, format: "markdown" }))}
    ${item(words.say("exportJson"), () => act.ask({ kind: "report", loop: loop.id, format: "json" }))}
    ${last === undefined ? nothing : item(words.say("openLog"), () => act.ask({ kind: "open-log", loop: loop.id, n: last.n }))}
    ${
      loop.actions.includes("restore")
        ? item(words.say("restoreStart"), () =>
            act.set({
              restoring: rowKey(loop.id, 0),
              openRows: [...new Set([...state.openRows, rowKey(loop.id, 0)])],
            }),
          )
        : nothing
    }
    ${view.abilities.setup ? item(words.say("runDoctor"), () => act.ask({ kind: "doctor" })) : nothing}
  </ul>`
}

function requested({ words }: Scene, { requested: asked }: LoopCard): TemplateResult | typeof nothing {
  if (asked.length === 0) return nothing
  const names = {
    cancel: "cancel",
    pause: "pause",
    resume: "resume",
    steer: "steer",
    approve: "approve",
  } as const
  const what = asked.map((one) => words.say(names[one]).replace("…", "")).join(words.say("endsJoin"))
  return html`<p class="soft">${words.say("requested", { what })}</p>`
}

function closeOnEscape(event: KeyboardEvent, { act, state }: Scene): void {
  if (event.key !== "Escape" || state.panel === null) return
  act.set({ panel: null })
  event.stopPropagation()
}
