import { html, nothing, type TemplateResult } from "lit"
import { button } from "../../../dashboard/ui/around/button.ts"
import { fieldText } from "../../../dashboard/ui/around/field-text.ts"
import { focusFirst } from "../../../dashboard/ui/around/focus-first.ts"
import type { AdminAsk } from "../../model/messages.ts"
import type { Scene } from "../scene.ts"
import type { FormKind, OpenForm } from "../ui-state.ts"

/** What a form's fields come to: an ask, or the field that is wrong and why. */
export type Filled =
  | { readonly kind: "ask"; readonly ask: AdminAsk }
  | { readonly kind: "wrong"; readonly field: string; readonly why: string }

export type FormOrder = {
  readonly label: string
  readonly submit: string
  readonly fields: readonly (TemplateResult | typeof nothing)[]
  /** Asked with the fields as they are when the form is sent, which may be more than what was drawn last. */
  readonly filled: (form: OpenForm) => Filled
}

/** The open form, where it is this one. */
export function formOf({ state }: Scene, kind: FormKind, about: string): OpenForm | null {
  return state.form?.kind === kind && state.form.about === about ? state.form : null
}

export function openForm(
  { act }: Scene,
  kind: FormKind,
  about: string,
  fields: Readonly<Record<string, string>>,
): void {
  act.set({ form: { kind, about, fields, tried: false }, asking: null })
}

/** A form with its buttons: it stays open until what it asks for is done. */
export function form(scene: Scene, { label, submit, fields, filled }: FormOrder): TemplateResult {
  const { words, act, state } = scene
  const close = () => act.set({ form: null })
  const send = (event: Event) => {
    event.preventDefault()
    const open = act.current().form
    if (open === null) return
    const found = filled(open)
    if (found.kind === "wrong") {
      act.set({ form: { ...open, tried: true } })
      return
    }
    act.ask(found.ask, (reply) => {
      if (reply.kind !== "refused") close()
      return false
    })
  }
  const drawn = state.form === null ? null : filled(state.form)
  const busy = drawn?.kind === "ask" && act.busy(drawn.ask)
  return html`<form
    class="card form"
    aria-label=${label}
    novalidate
    autocomplete="off"
    @submit=${send}
    @keydown=${(event: KeyboardEvent) => (event.key === "Escape" ? close() : undefined)}
  >
    <h3>${label}</h3>
    ${fields}
    <p class="buttons">
      <button type="submit" class="button primary" aria-disabled=${busy ? "true" : nothing}><span>${submit}</span></button>
      ${button({ label: words.say("cancel"), onClick: close })}
    </p>
    ${state.form?.tried === true && drawn?.kind === "wrong" ? html`<p class="field-error" role="alert">${drawn.why}</p>` : nothing}
  </form>`
}

type FieldOrder = {
  readonly label: string
  readonly how?: string
  readonly type?: "text" | "password" | "number"
  readonly placeholder?: string
  /** Names offered while typing. */
  readonly among?: readonly string[]
  readonly first?: boolean
}

export function textField(scene: Scene, name: string, order: FieldOrder): TemplateResult {
  const { label, how, type = "text", placeholder, among, first = false } = order
  const id = `field-${name}`
  const value = scene.state.form?.fields[name] ?? ""
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <input
      class="input"
      id=${id}
      type=${type === "password" ? "password" : "text"}
      inputmode=${type === "number" ? "decimal" : nothing}
      spellcheck="false"
      autocomplete=${type === "password" ? "new-password" : "off"}
      placeholder=${placeholder ?? nothing}
      list=${among === undefined ? nothing : `${id}-list`}
      aria-describedby=${how === undefined ? nothing : `${id}-how`}
      .value=${value}
      @input=${(event: Event) => setField(scene, name, fieldText(event))}
      ${first ? focusFirst() : nothing}
    />
    ${among === undefined ? nothing : html`<datalist id="${id}-list">${among.map((one) => html`<option value=${one}></option>`)}</datalist>`}
    ${how === undefined ? nothing : html`<p class="soft small" id="${id}-how">${how}</p>`}
  </div>`
}

export function choiceField<Value extends string>(
  scene: Scene,
  name: string,
  label: string,
  choices: readonly (readonly [value: Value, label: string])[],
): TemplateResult {
  const id = `field-${name}`
  const value = scene.state.form?.fields[name]
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <select id=${id} @change=${(event: Event) => setField(scene, name, fieldText(event))}>
      ${choices.map(([one, text]) => html`<option value=${one} ?selected=${one === value}>${text}</option>`)}
    </select>
  </div>`
}

function setField({ act }: Scene, name: string, value: string): void {
  const { form: open } = act.current()
  if (open !== null) act.set({ form: { ...open, fields: { ...open.fields, [name]: value } } })
}

/** An amount that is typed in: null = left empty, undefined = no such number. */
export function amountOf(text: string | undefined, least = 0): number | null | undefined {
  const given = (text ?? "").trim().replace(",", ".")
  if (given === "") return null
  const amount = Number(given)
  return Number.isFinite(amount) && amount >= least ? amount : undefined
}
