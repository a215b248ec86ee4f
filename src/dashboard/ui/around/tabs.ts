import { html, nothing, type TemplateResult } from "lit"
import { icon } from "../icons.ts"
import { lookOf } from "../loop/look.ts"
import { placeOf } from "../place.ts"
import type { Scene } from "../scene.ts"
import type { Place } from "../ui-state.ts"
import { iconButton } from "./button.ts"

type Tab = {
  readonly place: Place
  readonly label: string
  readonly icon: TemplateResult
  readonly state: string
  readonly selected: boolean
}

/** A tab for every loop and waiting arm, and the way to a new one. One loop alone needs no tabs. */
export function tabs(scene: Scene): TemplateResult | typeof nothing {
  const { words, act } = scene
  const all = tabsOf(scene)
  const starting = placeOf(scene).kind === "start"
  if (all.length === 0) return nothing
  if (all.length === 1 && !starting) return nothing
  return html`<div class="top">
    <div class="tabs" role="tablist" aria-label=${words.say("tabs")} @keydown=${tabArrows}>
      ${all.map(
        (tab, at) => html`<button
          type="button"
          role="tab"
          class="tab"
          title=${`${tab.label} (${tab.state})`}
          aria-selected=${tab.selected ? "true" : "false"}
          tabindex=${tab.selected || (starting && at === 0) ? "0" : "-1"}
          @click=${() => act.set({ place: tab.place, panel: null, restoring: null, finding: 0 })}
        >${tab.icon}<span class="tab-label">${tab.label}</span><span class="unseen">${tab.state}</span></button>`,
      )}
    </div>
    ${newLoop(scene, starting)}
  </div>`
}

/** The way to a new loop, or back from it. */
export function newLoop({ words, act }: Scene, starting: boolean): TemplateResult {
  return iconButton({
    icon: starting ? "close" : "add",
    label: words.say(starting ? "close" : "newLoop"),
    onClick: () => act.set({ place: starting ? null : { kind: "start" }, panel: null }),
  })
}

/** Whether there is nothing to choose between, so that the headline carries the way to a new loop. */
export function isAlone({ view }: Scene): boolean {
  return view.arms.length + view.loops.length === 1
}

function tabsOf(scene: Scene): Tab[] {
  const { view, words } = scene
  const shown = placeOf(scene)
  return [
    ...view.arms.map((arm) => ({
      place: { kind: "arm", token: arm.token } as const,
      label: arm.task,
      icon: icon("record", "wait"),
      state: words.say("wordArmed"),
      selected: shown.kind === "arm" && shown.arm.token === arm.token,
    })),
    ...view.loops.map((loop) => {
      const look = lookOf(loop)
      return {
        place: { kind: "loop", id: loop.id } as const,
        label: loop.task,
        icon: icon(look.icon, `${look.tone}${look.spins ? " spin" : ""}`),
        state: words.say(look.key),
        selected: shown.kind === "loop" && shown.loop.id === loop.id,
      }
    }),
  ]
}

/** Left and right move between tabs and show them, as in every tab list. */
export function tabArrows(event: KeyboardEvent): void {
  const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0
  const list = event.currentTarget
  if (step === 0 || !(list instanceof HTMLElement)) return
  const all = [...list.querySelectorAll<HTMLElement>("[role=tab]")]
  const at = all.findIndex((tab) => tab.matches(":focus"))
  const next = all[(at + step + all.length) % all.length]
  next?.focus()
  next?.click()
  event.preventDefault()
}
