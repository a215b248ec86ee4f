import { html, nothing, type TemplateResult } from "lit"
import { armCard } from "./around/arm-card.ts"
import { footer } from "./around/footer.ts"
import { history } from "./around/history.ts"
import { notice } from "./around/notice.ts"
import { reader } from "./around/reader.ts"
import { setupCard } from "./around/setup-card.ts"
import { tabs } from "./around/tabs.ts"
import { troubles } from "./around/troubles.ts"
import { loopPage } from "./loop/loop-page.ts"
import { placeOf } from "./place.ts"
import type { Scene } from "./scene.ts"
import { startForm } from "./start/start-form.ts"

/** The whole dashboard. */
export function page(scene: Scene): TemplateResult {
  const { state } = scene
  // Under a text the dashboard stays as it is, with its scroll and its focus.
  return html`<div ?inert=${state.reading !== null}>
      ${tabs(scene)}
      <main>
        ${notice(scene)} ${state.link === "lost" ? lost(scene) : nothing} ${troubles(scene)} ${setupCard(scene)} ${body(scene)}
      </main>
      ${footer(scene)}
    </div>
    ${state.reading === null ? nothing : reader(scene, state.reading)}`
}

function body(scene: Scene): TemplateResult | typeof nothing {
  const place = placeOf(scene)
  switch (place.kind) {
    case "loop":
      return loopPage(scene, place.loop)
    case "arm":
      return html`${armCard(scene, place.arm)} ${history(scene)}`
    case "start":
      return html`${startForm(scene)} ${history(scene)}`
    case "setup":
      return history(scene)
    default:
      return place satisfies never
  }
}

function lost({ words, view, now }: Scene): TemplateResult {
  return html`<p class="card warn" role="alert">
    ${words.say("disconnected", { time: words.time(view.at, now) })}
  </p>`
}
