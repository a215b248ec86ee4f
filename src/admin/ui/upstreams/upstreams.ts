import { html, nothing, type TemplateResult } from "lit"
import { button, iconButton } from "../../../dashboard/ui/around/button.ts"
import { fieldText } from "../../../dashboard/ui/around/field-text.ts"
import { icon } from "../../../dashboard/ui/icons.ts"
import { type Strategy, strategies } from "../../../gateway/config/config.ts"
import type { BreakerView, UpstreamView } from "../../model/view.ts"
import { openForm } from "../around/form.ts"
import { question } from "../around/question.ts"
import type { Scene } from "../scene.ts"
import { aliases } from "./aliases.ts"
import { credential } from "./credential.ts"
import { credentialAddForm } from "./credential-add-form.ts"
import { kindName, upstreamForm } from "./upstream-form.ts"

const strategyWords = {
  "round-robin": "strategyRoundRobin",
  weighted: "strategyWeighted",
  priority: "strategyPriority",
  sticky: "strategySticky",
  hybrid: "strategyHybrid",
} as const satisfies Record<Strategy, string>

/** Where models really run, and with whose keys. */
export function upstreamsTab(scene: Scene): TemplateResult {
  const { view, words, act } = scene
  const show = { kind: "export", what: "config" } as const
  return html`${
    view.upstreams.length === 0
      ? html`<div class="empty"><p>${words.say("noUpstreams")}</p><p class="soft">${words.say("noUpstreamsHow")}</p></div>`
      : html`<div class="cards">${view.upstreams.map((upstream) => card(scene, upstream))}</div>`
  }
  ${
    upstreamForm(scene) ??
    html`<p class="buttons">
      ${button({
        label: words.say("addUpstream"),
        icon: "add",
        look: view.upstreams.length === 0 ? "primary" : "secondary",
        onClick: () => openForm(scene, "upstream", "", { kind: "gemini", name: "" }),
      })}
      ${button({ label: words.say("exportConfig"), icon: "json", look: "plain", busy: act.busy(show), onClick: () => act.ask(show) })}
    </p>`
  }
  ${aliases(scene)}`
}

function card(scene: Scene, upstream: UpstreamView): TemplateResult {
  const { words, act } = scene
  const { name, credentials } = upstream
  const removing = `upstream ${name}`
  return html`<section class="upstream" aria-label=${name}>
    <div class="section-head">
      <h2>${name}</h2>
      <span class="soft small cut">${placeOf(upstream)}</span>
      <span class="grow"></span>
      ${iconButton({
        icon: "refresh",
        label: `${words.say("reset")}: ${name}`,
        onClick: () => act.ask({ kind: "reset", upstream: name, credential: null }),
      })}
      ${iconButton({ icon: "trash", label: `${words.say("remove")}: ${name}`, onClick: () => act.set({ asking: removing, form: null }) })}
    </div>
    ${question(scene, removing, {
      text: words.say("removeAsk", { name }),
      yes: words.say("remove"),
      ask: { kind: "upstream-remove", upstream: name },
    })}
    ${upstream.breakers.map((breaker) => breakerLine(scene, breaker))}
    ${upstream.waiting === 0 ? nothing : html`<p class="small">${icon("watch", "wait")} ${words.count("waiting", upstream.waiting)}</p>`}
    ${credentials.length === 0 ? html`<p class="warn-text">${words.say("noCredentials")}</p>` : nothing}
    <ul class="credentials">${credentials.map((one) => credential(scene, upstream, one))}</ul>
    ${
      credentialAddForm(scene, upstream) ??
      html`<p class="buttons">
        ${button({
          label: words.say("addCredential"),
          icon: "add",
          look: "plain",
          onClick: () => openForm(scene, "credential-add", name, { from: "typed", name: freeName(upstream) }),
        })}
      </p>`
    }
    ${credentials.length < 2 ? nothing : strategyChoice(scene, upstream)}
  </section>`
}

function strategyChoice({ words, act }: Scene, { name, strategy }: UpstreamView): TemplateResult {
  const choose = (event: Event) => {
    const chosen = strategies.find((one) => one === fieldText(event))
    if (chosen !== undefined) act.ask({ kind: "strategy", upstream: name, strategy: chosen })
  }
  return html`<label class="by strategy">
    <span class="soft">${words.say("strategy")}</span>
    <select @change=${choose}>
      ${strategies.map((one) => html`<option value=${one} ?selected=${one === strategy}>${words.say(strategyWords[one])}</option>`)}
    </select>
  </label>`
}

function breakerLine({ words, now }: Scene, { model, state, why, until }: BreakerView): TemplateResult {
  const when =
    until === null || until <= now ? words.say("soon") : words.say("at", { time: words.time(until, now) })
  return html`<div class="small breaker-line">
    ${icon(state === "open" ? "debug-disconnect" : "beaker", state === "open" ? "bad" : "warn")}
    <div>
      <p>${words.say(state === "open" ? "breakerOpen" : "breakerHalf", { model, when })}</p>
      ${why === null ? nothing : html`<p class="soft">${why}</p>`}
    </div>
  </div>`
}

function placeOf({ kind, baseUrl, project, location }: UpstreamView): string {
  return [kindName(kind), baseUrl, project, location].filter((part) => part !== null).join(" · ")
}

/** `main` where it is free. */
function freeName({ credentials }: UpstreamView): string {
  const taken = new Set(credentials.map(({ name }) => name))
  if (!taken.has("main")) return "main"
  for (let n = 2; ; n++) if (!taken.has(`key-${n}`)) return `key-${n}`
}
