import { html, nothing, type TemplateResult } from "lit"
import type { LoopCard } from "../../model/view.ts"
import { button } from "../around/button.ts"
import { fieldText } from "../around/field-text.ts"
import { focusFirst } from "../around/focus-first.ts"
import type { Scene } from "../scene.ts"
import { restoreAsk } from "./restore-ask.ts"

/** What an action still needs to know, below the buttons: a hint, a number, or a yes. */
export function actionPanel(scene: Scene, loop: LoopCard): TemplateResult | typeof nothing {
  switch (scene.state.panel) {
    case "steer":
      return steer(scene, loop)
    case "cancel":
    case "stop":
      return cancel(scene, loop)
    case "extend":
      return extend(scene, loop)
    case "restore-start":
      return restoreAsk(scene, loop, 0)
    case "menu":
    case null:
      return nothing
    default:
      return scene.state.panel satisfies never
  }
}

function steer({ words, state, act }: Scene, { id }: LoopCard): TemplateResult {
  const order = (text: string) => ({ kind: "steer", loop: id, hint: text.trim() }) as const
  const ask = order(state.hint)
  const send = () => {
    const now = order(act.current().hint)
    if (now.hint === "") return
    act.ask(now, (reply) => {
      if (reply.kind === "done") act.set({ panel: null, hint: "" })
      return false
    })
  }
  return html`<div class="panel">
    <label for="hint">${words.say("steerLabel")}</label>
    <vscode-textarea
      id="hint"
      rows="3"
      resize="vertical"
      ${focusFirst()}
      .label=${words.say("steerLabel")}
      .placeholder=${words.say("steerPlaceholder")}
      .value=${state.hint}
      @input=${(event: Event) => act.set({ hint: fieldText(event) })}
      @keydown=${(event: KeyboardEvent) => (event.key === "Enter" && (event.ctrlKey || event.metaKey) ? send() : undefined)}
    ></vscode-textarea>
    <p class="buttons">
      ${button({ label: words.say("send"), icon: "send", look: "primary", disabled: ask.hint === "", busy: act.busy(ask), onClick: send })}
      <span class="soft">${words.say("steerWhen")}</span>
    </p>
  </div>`
}

function cancel({ words, act }: Scene, { id }: LoopCard): TemplateResult {
  const ask = { kind: "cancel", loop: id } as const
  return html`<div class="question" role="group" ${focusFirst()}>
    <p>${words.say("cancelAsk")}</p>
    <p class="buttons">
      ${button({
        label: words.say("cancelYes"),
        look: "primary",
        busy: act.busy(ask),
        onClick: () =>
          act.ask(ask, () => {
            act.set({ panel: null })
            return false
          }),
      })}
      ${button({ label: words.say("keepRunning"), onClick: () => act.set({ panel: null }) })}
    </p>
  </div>`
}

function extend({ words, state, act }: Scene, loop: LoopCard): TemplateResult {
  const byTime = loop.outcome?.kind === "time-limit"
  const typed = (from: typeof state) =>
    Number.parseInt(byTime ? from.extend.minutes : from.extend.iterations, 10)
  const isMore = (more: number) => Number.isInteger(more) && more > 0
  const order = (more: number) =>
    ({
      kind: "extend",
      loop: loop.id,
      maxIterations: byTime ? null : loop.ends.maxIterations + more,
      maxMinutes: byTime ? loop.ends.maxMinutes + more : null,
    }) as const
  const send = () => {
    const more = typed(act.current())
    if (!isMore(more)) return
    act.ask(order(more), (reply) => {
      if (reply.kind === "done") act.set({ panel: null })
      return false
    })
  }
  const label = words.say(byTime ? "extendMinutes" : "extendIterations")
  const change = (event: Event) =>
    act.set({ extend: { ...act.current().extend, [byTime ? "minutes" : "iterations"]: fieldText(event) } })
  return html`<div class="panel">
    <label for="extend">${label}</label>
    <p class="buttons">
      <vscode-textfield ${focusFirst()} id="extend" class="number" type="number" min="1" .label=${label}
        .value=${byTime ? state.extend.minutes : state.extend.iterations} @input=${change} @keydown=${(event: KeyboardEvent) => (event.key === "Enter" ? send() : undefined)}></vscode-textfield>
      ${button({
        label: words.say("extendYes"),
        look: "primary",
        disabled: !isMore(typed(state)),
        busy: act.busy(order(typed(state))),
        onClick: send,
      })}
    </p>
  </div>`
}
