import { html, type TemplateResult } from "lit"
import { tabArrows } from "../../../dashboard/ui/around/tabs.ts"
import type { Scene } from "../scene.ts"
import { type Tab, tabNames } from "../ui-state.ts"

const labels = {
  traffic: "tabTraffic",
  upstreams: "tabUpstreams",
  keys: "tabKeys",
  clients: "tabClients",
} as const satisfies Record<Tab, string>

export function tabs({ state, words, act }: Scene): TemplateResult {
  return html`<div class="tabs parts" role="tablist" aria-label=${words.say("sections")} @keydown=${tabArrows}>
    ${tabNames.map(
      (tab) => html`<button
        type="button"
        role="tab"
        id="tab-${tab}"
        class="tab"
        aria-controls="panel"
        aria-selected=${tab === state.tab ? "true" : "false"}
        tabindex=${tab === state.tab ? "0" : "-1"}
        @click=${() => act.set({ tab, form: null, asking: null })}
      ><span class="tab-label">${words.say(labels[tab])}</span></button>`,
    )}
  </div>`
}
