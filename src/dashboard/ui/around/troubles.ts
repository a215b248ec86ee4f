import { html, nothing, type TemplateResult } from "lit"
import { icon } from "../icons.ts"
import type { Scene } from "../scene.ts"

/** What cannot be read or needs attention; several are folded, so that they do not push the loop away. */
export function troubles({ view, words }: Scene): TemplateResult | typeof nothing {
  const all = view.troubles
  if (all.length === 0) return nothing
  const items = all.map(
    ({ what, next }) => html`<div class="trouble"><p>${what}</p><p class="soft">${next}</p></div>`,
  )
  if (all.length === 1)
    return html`<section class="card warn with-icon">${icon("warning", "warn")}<div>${items}</div></section>`
  return html`<section class="card warn">
    <details>
      <summary>${icon("warning", "warn")} ${words.count("troubles", all.length)}</summary>
      ${items}
    </details>
  </section>`
}
