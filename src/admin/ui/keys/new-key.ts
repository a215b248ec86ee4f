import { html, nothing, type TemplateResult } from "lit"
import { button } from "../../../dashboard/ui/around/button.ts"
import { focusFirst } from "../../../dashboard/ui/around/focus-first.ts"
import { icon } from "../../../dashboard/ui/icons.ts"
import type { Scene } from "../scene.ts"

/** The text of a key that was just made: it is shown until the reader says so, and never again. */
export function newKey({ state, words, act }: Scene): TemplateResult | typeof nothing {
  const made = state.newKey
  if (made === null) return nothing
  return html`<section class="card good with-icon new-key" role="status">
    ${icon("key", "good")}
    <div>
      <h2>${words.say("newKeyTitle", { name: made.name })}</h2>
      <code class="secret">${made.secret}</code>
      <p class="soft">${words.say("newKeyHow")}</p>
      <p class="buttons" ${focusFirst()}>
        ${button({ label: words.say("copyKey"), icon: "copy", look: "primary", onClick: () => act.copy(made.secret) })}
        ${button({ label: words.say("newKeyDone"), onClick: () => act.set({ newKey: null }) })}
      </p>
    </div>
  </section>`
}
