import { html, type TemplateResult } from "lit"
import type { LoopCard } from "../../model/view.ts"
import { button } from "../around/button.ts"
import { focusFirst } from "../around/focus-first.ts"
import type { Scene } from "../scene.ts"

/** The question before files are put back, in its place on the page: it says what is kept. */
export function restoreAsk({ words, act }: Scene, loop: LoopCard, n: number): TemplateResult {
  const ask = { kind: "restore", loop: loop.id, checkpoint: n } as const
  const close = () => act.set({ restoring: null, panel: null })
  return html`<div class="question" role="group" ${focusFirst()} @keydown=${(event: KeyboardEvent) => (event.key === "Escape" ? close() : undefined)}>
    <p>${n === 0 ? words.say("restoreAskStart") : words.say("restoreAsk", { n })}</p>
    <p class="buttons">
      ${button({
        label: words.say("restoreYes"),
        icon: "discard",
        look: "primary",
        busy: act.busy(ask),
        onClick: () =>
          act.ask(ask, () => {
            close()
            return false
          }),
      })}
      ${button({ label: words.say("keep"), onClick: close })}
    </p>
  </div>`
}
