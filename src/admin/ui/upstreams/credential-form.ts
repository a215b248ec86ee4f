import type { TemplateResult } from "lit"
import type { CredentialView, UpstreamView } from "../../model/view.ts"
import { amountOf, choiceField, type Filled, form, formOf, textField } from "../around/form.ts"
import type { Scene } from "../scene.ts"
import type { OpenForm } from "../ui-state.ts"

/** Changes how a credential is used; null while it is not open. */
export function credentialForm(
  scene: Scene,
  upstream: UpstreamView,
  one: CredentialView,
): TemplateResult | null {
  const { words } = scene
  const id = `${upstream.name}/${one.name}`
  const open = formOf(scene, "credential-change", id)
  if (open === null) return null
  return form(scene, {
    label: `${words.say("change")}: ${id}`,
    submit: words.say("apply"),
    filled: (now) => filled(scene, upstream, one, now),
    fields: [
      choiceField(scene, "enabled", words.say("enabled"), [
        ["yes", words.say("enabled")],
        ["no", words.say("credOff")],
      ]),
      textField(scene, "weight", { label: words.say("weight"), type: "number" }),
      textField(scene, "priority", { label: words.say("priority"), type: "number" }),
      textField(scene, "floor", {
        label: words.say("floor"),
        type: "number",
        how: words.say("emptyNoLimit"),
      }),
    ],
  })
}

function filled(
  { words }: Scene,
  upstream: UpstreamView,
  { name }: CredentialView,
  { fields }: OpenForm,
): Filled {
  const weight = amountOf(fields.weight, 1)
  const priority = amountOf(fields.priority)
  const stopAtUsdPerDay = amountOf(fields.floor)
  const wrong = (field: string, n: number): Filled => ({
    kind: "wrong",
    field,
    why: words.say("needNumber", { n }),
  })
  if (weight === undefined || weight === null) return wrong("weight", 1)
  if (priority === undefined || priority === null) return wrong("priority", 0)
  if (stopAtUsdPerDay === undefined) return wrong("floor", 0)
  const settings = { enabled: fields.enabled === "yes", weight, priority, stopAtUsdPerDay }
  return { kind: "ask", ask: { kind: "credential-change", upstream: upstream.name, name, settings } }
}
