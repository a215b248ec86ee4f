import { html, nothing, type TemplateResult } from "lit"
import { button } from "../../../dashboard/ui/around/button.ts"
import { icon } from "../../../dashboard/ui/icons.ts"
import type { ClientName, ClientView } from "../../model/view.ts"
import { newKey } from "../keys/new-key.ts"
import type { Scene } from "../scene.ts"

const names = {
  "claude-code": "Claude Code",
  "gemini-cli": "Gemini CLI",
  codex: "Codex",
  opencode: "OpenCode",
  openai: "openai",
  anthropic: "@anthropic-ai/sdk",
  genai: "@google/genai",
} as const satisfies Record<ClientName, string>

/** How clients come to use the gateway. */
export function clientsTab(scene: Scene): TemplateResult {
  const { view, words } = scene
  return html`${newKey(scene)}
    <p class="soft">${words.say("clientsHow")}</p>
    <ul class="clients">${view.clients.map((client) => card(scene, client))}</ul>`
}

function card({ view, words, act }: Scene, { name, state, files }: ClientView): TemplateResult {
  const label = names[name]
  const show = { kind: "snippet", client: name } as const
  const change = { kind: state === "set-up" ? "client-undo" : "client-set-up", client: name } as const
  const where = files.join(", ")
  return html`<li class="client">
    <div class="credential-head">
      ${icon(state === "set-up" ? "pass" : state === "code" ? "json" : "terminal", state === "set-up" ? "good" : "quiet")}
      <strong>${label}</strong>
      <span class="grow"></span>
      <span class="soft small">${words.say(state === "set-up" ? "clientSet" : state === "code" ? "clientCode" : "clientNotSet")}</span>
    </div>
    ${
      state === "code"
        ? nothing
        : html`<p class="credential-facts small soft">${words.say(state === "set-up" ? "undoHow" : "setUpHow", { files: where })}</p>`
    }
    <p class="buttons credential-facts">
      ${
        state === "code" || !view.abilities.clients
          ? nothing
          : button({
              label: words.say(state === "set-up" ? "undo" : "setUp"),
              icon: state === "set-up" ? "discard" : "plug",
              look: state === "set-up" ? "secondary" : "primary",
              busy: act.busy(change),
              onClick: () => act.ask(change),
            })
      }
      ${button({
        label: words.say(state === "code" ? "showCode" : "showSnippet"),
        look: "plain",
        busy: act.busy(show),
        onClick: () => act.ask(show),
      })}
    </p>
  </li>`
}
