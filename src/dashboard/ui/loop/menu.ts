import { html, nothing, type TemplateResult } from "lit"
import type { LoopCard } from "../../model/view.ts"
import { iconButton } from "../around/button.ts"
import type { Scene } from "../scene.ts"

/** What is wanted less often: report, log, the start's files, the doctor. */
export function menu(scene: Scene, loop: LoopCard): TemplateResult {
  const { words, act, state } = scene
  const open = state.panel === "menu"
  return html`<div class="menu-place" @focusout=${(event: FocusEvent) => closeWhenLeft(event, scene)}>
    ${iconButton({
      icon: "ellipsis",
      label: words.say("more"),
      expanded: open,
      onClick: () => act.set({ panel: open ? null : "menu" }),
    })}
    ${open ? items(scene, loop) : nothing}
  </div>`
}

function items({ words, act, view }: Scene, loop: LoopCard): TemplateResult {
  const last = loop.iterations.at(-1)
  const item = (label: string, onClick: () => void) =>
    html`<li><button type="button" class="menu-item" @click=${onClick}>${label}</button></li>`
  const ask = (what: Parameters<typeof act.ask>[0]) => () => {
    act.set({ panel: null })
    act.ask(what)
  }
  return html`<ul class="menu">
    ${loop.word === "ended" ? nothing : item(words.say("openReport"), ask({ kind: "report", loop: loop.id, format: "markdown" }))}
    ${item(words.say("exportJson"), ask({ kind: "report", loop: loop.id, format: "json" }))}
    ${last === undefined ? nothing : item(words.say("openLog"), ask({ kind: "open-log", loop: loop.id, n: last.n }))}
    ${loop.actions.includes("restore") ? item(words.say("restoreStart"), () => act.set({ panel: "restore-start" })) : nothing}
    ${view.abilities.setup ? item(words.say("runDoctor"), ask({ kind: "doctor" })) : nothing}
  </ul>`
}

/** A click or Tab elsewhere closes it, as menus do. */
function closeWhenLeft(event: FocusEvent, { act, state }: Scene): void {
  const place = event.currentTarget
  const next = event.relatedTarget
  if (state.panel !== "menu" || !(place instanceof HTMLElement)) return
  if (next instanceof Node && place.contains(next)) return
  act.set({ panel: null })
}
