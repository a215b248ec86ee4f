import { html, nothing, type TemplateResult } from "lit"
import { button } from "../../../dashboard/ui/around/button.ts"
import { amountOf, choiceField, type Filled, form, formOf, openForm, textField } from "../around/form.ts"
import type { Scene } from "../scene.ts"
import type { OpenForm } from "../ui-state.ts"

/** The limits over all keys and loops. */
export function budget(scene: Scene): TemplateResult {
  const { view, words } = scene
  const { caps, dailyUsd, weeklyUsd, unknownPrice } = view.budget
  const text = (value: number | null) => (value === null ? "" : String(value))
  const open = () =>
    openForm(scene, "budget", "", { daily: text(dailyUsd), weekly: text(weeklyUsd), unknown: unknownPrice })
  return html`<section aria-labelledby="budget">
    <div class="section-head"><h2 id="budget">${words.say("budget")}</h2></div>
    ${caps.length === 0 ? html`<p class="warn-text">${words.say("budgetNone")}</p>` : facts(scene)}
    ${budgetForm(scene) ?? html`<p class="buttons">${button({ label: `${words.say("change")}…`, look: "plain", icon: "edit", onClick: open })}</p>`}
  </section>`
}

function facts({ view, words, now }: Scene): TemplateResult {
  return html`<ul class="rows small">
    ${view.budget.caps.map(
      ({ cap, limit, spent, reserved, resetsAt }) => html`<li>
        ${words.say(cap === "daily" ? "budgetDaily" : "budgetWeekly")}:
        <span class="num">${words.say("budgetOf", { spent: words.usd(spent), limit: words.usd(limit) })}</span>${
          reserved > 0 ? html` · ${words.say("budgetReserved", { usd: words.usd(reserved) })}` : nothing
        }${resetsAt === null ? nothing : html` · <span class="soft">${words.say("budgetResets", { time: words.time(resetsAt, now) })}</span>`}
      </li>`,
    )}
  </ul>`
}

function budgetForm(scene: Scene): TemplateResult | null {
  const { words } = scene
  const open = formOf(scene, "budget", "")
  if (open === null) return null
  return form(scene, {
    label: words.say("budget"),
    submit: words.say("apply"),
    filled: (now) => filled(scene, now),
    fields: [
      textField(scene, "daily", {
        label: words.say("dailyUsd"),
        type: "number",
        how: words.say("emptyNoLimit"),
        first: true,
      }),
      textField(scene, "weekly", {
        label: words.say("weeklyUsd"),
        type: "number",
        how: words.say("emptyNoLimit"),
      }),
      choiceField(scene, "unknown", words.say("unknownPrice"), [
        ["refuse", words.say("unknownRefuse")],
        ["allow", words.say("unknownAllow")],
      ]),
    ],
  })
}

function filled({ words }: Scene, { fields }: OpenForm): Filled {
  const dailyUsd = amountOf(fields.daily)
  const weeklyUsd = amountOf(fields.weekly)
  const why = words.say("needNumber", { n: 0 })
  if (dailyUsd === undefined) return { kind: "wrong", field: "daily", why }
  if (weeklyUsd === undefined) return { kind: "wrong", field: "weekly", why }
  const unknownPrice = fields.unknown === "allow" ? "allow" : "refuse"
  return { kind: "ask", ask: { kind: "budget", dailyUsd, weeklyUsd, unknownPrice } }
}
