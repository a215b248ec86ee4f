import { html, nothing, type TemplateResult } from "lit"
import { icon } from "../icons.ts"
import { placeOf } from "../place.ts"
import type { Scene } from "../scene.ts"
import { button } from "./button.ts"

/** What has to be set up before loops work; nothing where all is well. */
export function setupCard(scene: Scene): TemplateResult | typeof nothing {
  const { view, words } = scene
  const { setup } = view
  if (setup.disabled)
    return html`<section class="card warn with-icon">
      ${icon("circle-slash", "warn")}
      <div><p>${words.say("setupDisabled")}</p><p class="soft">${setup.note}</p></div>
    </section>`
  switch (setup.plugin) {
    case "installed":
      return nothing
    case "missing":
      return placeOf(scene).kind === "setup"
        ? html`<section class="hero">
            ${icon("plug", "big run")}
            <h1>${words.say("setupMissingTitle")}</h1>
            <p class="soft">${words.say("setupMissing")}</p>
            ${setup.note === "" ? nothing : html`<p class="soft">${setup.note}</p>`}
            ${setUp(scene, "setupGo")}
          </section>`
        : html`<section class="card warn with-icon">
            ${icon("plug", "warn")}
            <div><h2>${words.say("setupMissingTitle")}</h2><p class="soft">${words.say("setupMissing")}</p>${setUp(scene, "setupGo")}</div>
          </section>`
    case "outdated":
    case "damaged":
      return html`<section class="card warn with-icon">
        ${icon("tools", "warn")}
        <div>
          <h2>${words.say(setup.plugin === "outdated" ? "setupOutdatedTitle" : "setupDamagedTitle")}</h2>
          ${setup.note === "" ? nothing : html`<p class="soft">${setup.note}</p>`}
          ${setUp(scene, "setupRepair")}
        </div>
      </section>`
    default:
      return setup.plugin satisfies never
  }
}

function setUp({ view, words, act }: Scene, label: "setupGo" | "setupRepair"): TemplateResult {
  if (!view.abilities.setup) return html`<p><code>${words.say("setupCli")}</code></p>`
  return html`<p class="buttons">
    ${button({ label: words.say(label), look: "primary", busy: act.busy({ kind: "setup" }), onClick: () => act.ask({ kind: "setup" }) })}
    ${button({ label: words.say("runDoctor"), look: "plain", busy: act.busy({ kind: "doctor" }), onClick: () => act.ask({ kind: "doctor" }) })}
  </p>`
}
