import { html, nothing, type TemplateResult } from "lit"
import { button } from "../../../dashboard/ui/around/button.ts"
import { openForm } from "../around/form.ts"
import type { Scene } from "../scene.ts"
import { budget } from "./budget.ts"
import { clientKey } from "./client-key.ts"
import { newKeyForm } from "./key-form.ts"
import { newKey } from "./new-key.ts"

/** Who may use the gateway, and for how much. */
export function keysTab(scene: Scene): TemplateResult {
  const { view, words } = scene
  const used = view.keys.filter(({ revokedAt }) => revokedAt === null)
  const revoked = view.keys.filter(({ revokedAt }) => revokedAt !== null)
  return html`${newKey(scene)} ${budget(scene)}
    <section aria-labelledby="keys">
      <div class="section-head"><h2 id="keys">${words.say("keys")}</h2></div>
      ${
        used.length === 0
          ? html`<div class="empty"><p>${words.say("noKeys")}</p><p class="soft">${words.say("noKeysHow")}</p></div>`
          : html`<ul class="keys">${used.map((key) => clientKey(scene, key))}</ul>`
      }
      ${
        newKeyForm(scene) ??
        html`<p class="buttons">
          ${button({
            label: words.say("addKey"),
            icon: "add",
            look: used.length === 0 ? "primary" : "secondary",
            onClick: () => openForm(scene, "key-add", "", {}),
          })}
        </p>`
      }
      ${
        revoked.length === 0
          ? nothing
          : html`<details>
              <summary>${words.count("revoked", revoked.length)}</summary>
              <ul class="keys">${revoked.map((key) => clientKey(scene, key))}</ul>
            </details>`
      }
    </section>`
}
