import { html, nothing, type TemplateResult } from "lit"
import { icon } from "../../../dashboard/ui/icons.ts"
import type { Scene } from "../scene.ts"

/** What needs attention; several are folded. */
export function troubles({ view, words }: Scene): TemplateResult | typeof nothing {
  const items = view.troubles.map(
    ({ what, next }) => html`<div class="trouble"><p>${what}</p><p class="soft">${next}</p></div>`,
  )
  if (items.length === 0) return nothing
  if (items.length === 1)
    return html`<section class="card warn with-icon">${icon("warning", "warn")}<div>${items}</div></section>`
  return html`<section class="card warn">
    <details>
      <summary>${icon("warning", "warn")} ${words.count("troubles", items.length)}</summary>
      ${items}
    </details>
  </section>`
}
