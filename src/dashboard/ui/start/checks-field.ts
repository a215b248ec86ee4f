import { html, nothing, type TemplateResult } from "lit"
import { button, iconButton } from "../around/button.ts"
import { checkbox } from "../around/checkbox.ts"
import { fieldText } from "../around/field-text.ts"
import { icon } from "../icons.ts"
import type { Scene } from "../scene.ts"

/** The checks that decide: the detected ones to confirm, each to be changed, removed or added to. */
export function checksField(scene: Scene, missing: boolean): TemplateResult {
  const { words, state, act } = scene
  const { draft } = state
  const checks = draft.checks
  const set = (next: readonly string[]) => act.set({ draft: { ...act.current().draft, checks: next } })
  return html`<div class="field" role="group" aria-labelledby="checks">
    <span class="field-label" id="checks">${words.say("startChecks")}</span>
    ${draft.noCheck ? nothing : checks === null ? html`<p class="soft">${icon("loading", "spin")} ${words.say("startDetecting")}</p>` : lines(scene, checks, missing, set)}
    ${checkbox(words.say("startNoCheck"), draft.noCheck, (noCheck) => act.set({ draft: { ...act.current().draft, noCheck } }))}
    ${missing ? html`<p class="field-error" role="alert">${icon("error", "bad")} ${words.say("startChecksMissing")}</p>` : nothing}
  </div>`
}

function lines(
  { words, state }: Scene,
  checks: readonly string[],
  missing: boolean,
  set: (next: readonly string[]) => void,
): TemplateResult {
  const shown = checks.length === 0 ? [""] : checks
  return html`${shown.map(
    (check, at) => html`<div class="check-line">
        <vscode-textfield class="code" ?invalid=${missing} .label=${words.say("startCheckNumber", { n: at + 1 })}
          .placeholder=${words.say("startCheckPlaceholder")} .value=${check}
          @input=${(event: Event) => set(shown.with(at, fieldText(event)))}></vscode-textfield>
        ${shown.length < 2 ? nothing : iconButton({ icon: "close", label: words.say("startRemoveCheck", { n: at + 1 }), onClick: () => set(shown.filter((_, other) => other !== at)) })}
      </div>`,
  )}
    ${state.draft.why === "" ? nothing : html`<p class="soft small">${state.draft.why}</p>`}
    <p>${button({ label: words.say("startAddCheck"), icon: "add", look: "plain", onClick: () => set([...shown, ""]) })}</p>`
}
