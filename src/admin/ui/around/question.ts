import { html, nothing, type TemplateResult } from "lit"
import { button } from "../../../dashboard/ui/around/button.ts"
import { focusFirst } from "../../../dashboard/ui/around/focus-first.ts"
import type { AdminAsk } from "../../model/messages.ts"
import type { Scene } from "../scene.ts"

/** A question before something that cannot be taken back, in the flow of the page; `name` tells questions apart. */
export function question(
  { state, words, act }: Scene,
  name: string,
  { text, yes, ask }: { readonly text: string; readonly yes: string; readonly ask: AdminAsk },
): TemplateResult | typeof nothing {
  if (state.asking !== name) return nothing
  const close = () => act.set({ asking: null })
  const agree = () => {
    close()
    act.ask(ask)
  }
  return html`<div
    class="card warn question"
    role="group"
    aria-label=${text}
    @keydown=${(event: KeyboardEvent) => (event.key === "Escape" ? close() : undefined)}
  >
    <p>${text}</p>
    <p class="buttons" ${focusFirst()}>
      ${button({ label: yes, look: "primary", onClick: agree })}
      ${button({ label: words.say("cancel"), onClick: close })}
    </p>
  </div>`
}
