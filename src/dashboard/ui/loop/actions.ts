import { html, nothing, type TemplateResult } from "lit"
import type { LoopAction, LoopCard } from "../../model/view.ts"
import { button } from "../around/button.ts"
import type { Scene } from "../scene.ts"
import type { Panel } from "../ui-state.ts"
import { actionPanel } from "./action-panel.ts"
import { menu } from "./menu.ts"

export type ActionsOrder = {
  /** What the state of the loop asks for, before what is always there. */
  readonly first: readonly TemplateResult[]
  /** Whether resuming is among them. */
  readonly resumes: boolean
}

/** Everything that may be done with a loop now, in one place; what needs a word more asks below the buttons. */
export function actions(scene: Scene, loop: LoopCard, { first, resumes }: ActionsOrder): TemplateResult {
  const { words, act, state } = scene
  const may = (action: LoopAction) => loop.actions.includes(action)
  const pause = { kind: "pause", loop: loop.id } as const
  const resume = { kind: "resume", loop: loop.id } as const
  const opens = (panel: Panel, label: string) =>
    button({
      label,
      expanded: state.panel === panel,
      onClick: () => act.set({ panel: state.panel === panel ? null : panel }),
    })
  return html`<div class="actions" @keydown=${(event: KeyboardEvent) => closeOnEscape(event, scene)}>
    <div class="buttons">
      ${first}
      ${may("pause") ? button({ label: words.say("pause"), busy: act.busy(pause), onClick: () => act.ask(pause) }) : nothing}
      ${may("resume") && !resumes ? button({ label: words.say("resume"), busy: act.busy(resume), onClick: () => act.ask(resume) }) : nothing}
      ${may("steer") ? opens("steer", words.say("steer")) : nothing}
      ${may("cancel") ? opens("cancel", words.say("cancel")) : nothing}
      <span class="grow"></span>
      ${menu(scene, loop)}
    </div>
    ${requested(scene, loop)} ${state.panel === "stop" ? nothing : actionPanel(scene, loop)}
  </div>`
}

function requested({ words }: Scene, { requested: asked }: LoopCard): TemplateResult | typeof nothing {
  if (asked.length === 0) return nothing
  const what = asked.map((one) => words.say(one).replace("…", "")).join(words.say("endsJoin"))
  return html`<p class="soft">${words.say("requested", { what })}</p>`
}

function closeOnEscape(event: KeyboardEvent, { act, state }: Scene): void {
  if (event.key !== "Escape" || state.panel === null) return
  act.set({ panel: null, restoring: null })
  event.stopPropagation()
}
