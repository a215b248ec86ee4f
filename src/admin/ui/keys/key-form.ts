import { html, type nothing, type TemplateResult } from "lit"
import type { KeySettings } from "../../model/messages.ts"
import type { KeyView } from "../../model/view.ts"
import { amountOf, type Filled, form, formOf, textField } from "../around/form.ts"
import type { Scene } from "../scene.ts"
import type { OpenForm } from "../ui-state.ts"

const day = 86_400_000

/** Makes a key; null while it is not open. */
export function newKeyForm(scene: Scene): TemplateResult | null {
  const { words } = scene
  const open = formOf(scene, "key-add", "")
  if (open === null) return null
  return form(scene, {
    label: words.say("addKey"),
    submit: words.say("add"),
    filled: (now) => {
      const name = (now.fields.name ?? "").trim()
      return filled(scene, now, null, (settings) =>
        name === ""
          ? { kind: "wrong", field: "name", why: words.say("needName") }
          : { kind: "ask", ask: { kind: "key-add", name, settings } },
      )
    },
    fields: [textField(scene, "name", { label: words.say("name"), first: true }), ...settingFields(scene)],
  })
}

/** Changes a key; null while it is not open. */
export function changeKeyForm(scene: Scene, key: KeyView): TemplateResult | null {
  const { words } = scene
  const { name } = key
  const open = formOf(scene, "key-change", name)
  if (open === null) return null
  return form(scene, {
    label: `${words.say("change")}: ${name}`,
    submit: words.say("apply"),
    filled: (now) =>
      filled(scene, now, key, (settings) => ({ kind: "ask", ask: { kind: "key-change", name, settings } })),
    fields: settingFields(scene),
  })
}

function settingFields(scene: Scene): (TemplateResult | typeof nothing)[] {
  const { words, view } = scene
  return [
    textField(scene, "models", {
      label: words.say("keyModels"),
      how: words.say("keyModelsHow"),
      among: view.models,
    }),
    html`<div class="field-row">
      ${textField(scene, "daily", { label: words.say("dailyUsd"), type: "number" })}
      ${textField(scene, "weekly", { label: words.say("weeklyUsd"), type: "number" })}
      ${textField(scene, "total", { label: words.say("totalUsd"), type: "number" })}
    </div>
    <p class="soft small">${words.say("emptyNoLimit")}</p>`,
    textField(scene, "days", {
      label: words.say("keyExpires"),
      type: "number",
      how: words.say("keyExpiresHow"),
    }),
    textField(scene, "concurrency", {
      label: words.say("keyConcurrency"),
      type: "number",
      how: words.say("emptyNoLimit"),
    }),
  ]
}

function filled(
  { words, now }: Scene,
  { fields }: OpenForm,
  before: KeyView | null,
  made: (settings: KeySettings) => Filled,
): Filled {
  const [dailyUsd, weeklyUsd, totalUsd] = [
    amountOf(fields.daily),
    amountOf(fields.weekly),
    amountOf(fields.total),
  ]
  const days = amountOf(fields.days, 0)
  const concurrency = amountOf(fields.concurrency, 1)
  const wrong = (field: string, n: number): Filled => ({
    kind: "wrong",
    field,
    why: words.say("needNumber", { n }),
  })
  if (dailyUsd === undefined) return wrong("daily", 0)
  if (weeklyUsd === undefined) return wrong("weekly", 0)
  if (totalUsd === undefined) return wrong("total", 0)
  if (days === undefined || days === 0) return wrong("days", 1)
  if (concurrency === undefined || (concurrency !== null && !Number.isInteger(concurrency)))
    return wrong("concurrency", 1)
  const models = (fields.models ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")
  // The same number of days again is no change of the moment.
  const kept =
    before !== null &&
    before.expiresAt !== null &&
    days === Math.max(1, Math.ceil((before.expiresAt - now) / day))
  return made({
    models: models.length === 0 ? "all" : models,
    caps: { dailyUsd, weeklyUsd, totalUsd },
    expiresAt: days === null ? null : kept ? (before?.expiresAt ?? null) : now + days * day,
    concurrency,
  })
}
