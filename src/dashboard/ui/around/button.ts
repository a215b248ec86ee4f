import { html, nothing, type TemplateResult } from "lit"
import { type IconName, icon } from "../icons.ts"

export type ButtonOrder = {
  readonly label: string
  readonly onClick: () => void
  readonly icon?: IconName
  readonly look?: "primary" | "secondary" | "plain"
  /** What it does, where the label is too short to say it. */
  readonly title?: string
  readonly busy?: boolean
  readonly expanded?: boolean
  readonly disabled?: boolean
}

/** A button with words on it. While busy it keeps its place and the focus, and does nothing. */
export function button(order: ButtonOrder): TemplateResult {
  const { label, onClick, look = "secondary", title, busy = false, expanded, disabled = false } = order
  return html`<button
    type="button"
    class="button ${look}"
    title=${title ?? nothing}
    aria-expanded=${expanded ?? nothing}
    aria-disabled=${busy || disabled ? "true" : nothing}
    @click=${() => (busy || disabled ? undefined : onClick())}
  >${busy ? icon("loading", "spin") : order.icon === undefined ? nothing : icon(order.icon)}<span>${label}</span></button>`
}

export type IconButtonOrder = {
  readonly icon: IconName
  /** Name for screen readers and on hover. */
  readonly label: string
  readonly onClick: (event: Event) => void
  readonly expanded?: boolean
  readonly busy?: boolean
  readonly skipped?: boolean
}

/** A button that is only a picture, with a name. `skipped`: the same is reachable by keyboard at a better place. */
export function iconButton(order: IconButtonOrder): TemplateResult {
  const { label, onClick, expanded, busy = false, skipped = false } = order
  return html`<button
    type="button"
    class="icon-button"
    title=${label}
    aria-label=${label}
    aria-expanded=${expanded ?? nothing}
    aria-disabled=${busy ? "true" : nothing}
    tabindex=${skipped ? "-1" : nothing}
    @click=${(event: Event) => (busy ? undefined : onClick(event))}
  >${icon(busy ? "loading" : order.icon, busy ? "spin" : "")}</button>`
}
