import { html, type TemplateResult } from "lit"

export function checkbox(
  label: string,
  checked: boolean,
  onChange: (checked: boolean) => void,
): TemplateResult {
  const change = (event: Event) => {
    if (event.currentTarget instanceof HTMLInputElement) onChange(event.currentTarget.checked)
  }
  return html`<label class="checkbox"><input type="checkbox" .checked=${checked} @change=${change}><span>${label}</span></label>`
}
