import { html, nothing, type TemplateResult } from "lit"
import { button, iconButton } from "../../../dashboard/ui/around/button.ts"
import { icon } from "../../../dashboard/ui/icons.ts"
import { choiceField, type Filled, form, formOf, openForm, textField } from "../around/form.ts"
import type { Scene } from "../scene.ts"
import type { OpenForm } from "../ui-state.ts"

/** The user's own names for models. */
export function aliases(scene: Scene): TemplateResult | typeof nothing {
  const { view, words, act } = scene
  if (view.upstreams.length === 0) return nothing
  return html`<section class="aliases" aria-labelledby="aliases">
    <div class="section-head"><h2 id="aliases">${words.say("aliases")}</h2></div>
    <p class="soft small">${words.say("aliasesHow")}</p>
    <ul class="rows">
      ${view.aliases.map(
        ({ name, model, upstream }) => html`<li class="alias">
          <code class="cut">${name}</code>
          ${icon("arrow-left", "quiet turned")}
          <span class="cut soft">${words.say("aliasTo", { model, upstream })}</span>
          <span class="grow"></span>
          ${iconButton({ icon: "trash", label: `${words.say("remove")}: ${name}`, onClick: () => act.ask({ kind: "alias-remove", name }) })}
        </li>`,
      )}
    </ul>
    ${
      aliasForm(scene) ??
      html`<p class="buttons">
        ${button({
          label: words.say("addAlias"),
          icon: "add",
          look: "plain",
          onClick: () => openForm(scene, "alias", "", { upstream: view.upstreams[0]?.name ?? "" }),
        })}
      </p>`
    }
  </section>`
}

function aliasForm(scene: Scene): TemplateResult | null {
  const { words, view } = scene
  const open = formOf(scene, "alias", "")
  if (open === null) return null
  return form(scene, {
    label: words.say("addAlias"),
    submit: words.say("add"),
    filled: (now) => filled(scene, now),
    fields: [
      textField(scene, "name", { label: words.say("aliasName"), first: true }),
      choiceField(
        scene,
        "upstream",
        words.say("aliasUpstream"),
        view.upstreams.map(({ name }) => [name, name]),
      ),
      textField(scene, "model", { label: words.say("aliasModel"), among: view.models }),
    ],
  })
}

function filled({ words }: Scene, { fields }: OpenForm): Filled {
  const name = (fields.name ?? "").trim()
  const model = (fields.model ?? "").trim()
  if (name === "") return { kind: "wrong", field: "name", why: words.say("needName") }
  if (model === "") return { kind: "wrong", field: "model", why: words.say("needText") }
  return { kind: "ask", ask: { kind: "alias-add", name, upstream: fields.upstream ?? "", model } }
}
