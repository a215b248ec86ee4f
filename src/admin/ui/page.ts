import { html, nothing, type TemplateResult } from "lit"
import { button } from "../../dashboard/ui/around/button.ts"
import { notice } from "../../dashboard/ui/around/notice.ts"
import { reader } from "../../dashboard/ui/around/reader.ts"
import { icon } from "../../dashboard/ui/icons.ts"
import { head } from "./around/head.ts"
import { tabs } from "./around/tabs.ts"
import { troubles } from "./around/troubles.ts"
import { clientsTab } from "./clients/clients.ts"
import { keysTab } from "./keys/keys.ts"
import type { Scene } from "./scene.ts"
import { trafficTab } from "./traffic/traffic.ts"
import { upstreamsTab } from "./upstreams/upstreams.ts"

/** The whole page of the gateway. */
export function page(scene: Scene): TemplateResult {
  const { state, view } = scene
  // Under a text the page stays as it is, with its scroll and its focus.
  return html`<div class="gateway" ?inert=${state.reading !== null}>
      <main>
        ${notice(scene)} ${state.link === "lost" ? lost(scene) : nothing}
        ${view.running === null ? stopped(scene) : running(scene)}
      </main>
    </div>
    ${state.reading === null ? nothing : reader(scene, state.reading)}`
}

function running(scene: Scene): TemplateResult {
  return html`${head(scene)} ${troubles(scene)} ${tabs(scene)}
    <div role="tabpanel" id="panel" aria-labelledby="tab-${scene.state.tab}" class="panel-body">${body(scene)}</div>`
}

function body(scene: Scene): TemplateResult {
  const { tab } = scene.state
  switch (tab) {
    case "traffic":
      return trafficTab(scene)
    case "upstreams":
      return upstreamsTab(scene)
    case "keys":
      return keysTab(scene)
    case "clients":
      return clientsTab(scene)
    default:
      return tab satisfies never
  }
}

function stopped(scene: Scene): TemplateResult {
  const { words, act, view } = scene
  const start = { kind: "start" } as const
  return html`${troubles(scene)}
    <section class="hero">
      ${icon("server", "big run")}
      <h1>${words.say("stoppedTitle")}</h1>
      <p class="soft">${words.say("stoppedText")}</p>
      ${
        view.abilities.process
          ? html`<p class="buttons">
              ${button({
                label: words.say("start"),
                icon: "play",
                look: "primary",
                busy: act.busy(start),
                onClick: () => act.ask(start),
              })}
            </p>`
          : html`<p><code>${words.say("startCli")}</code></p>`
      }
    </section>`
}

function lost({ words, view, now }: Scene): TemplateResult {
  return html`<p class="card warn" role="alert">
    ${words.say("disconnected", { time: words.time(view.at, now) })}
  </p>`
}
