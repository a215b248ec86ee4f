import { html, nothing, type TemplateResult } from "lit"
import { button, iconButton } from "../../../dashboard/ui/around/button.ts"
import { type IconName, icon } from "../../../dashboard/ui/icons.ts"
import type { RequestView } from "../../model/view.ts"
import type { Scene } from "../scene.ts"
import { latency, money } from "./figures.ts"
import { segments } from "./plots.ts"
import { requestDetail } from "./request-detail.ts"

const pageSize = 25

const looks = {
  "under-way": { icon: "loading", tone: "run spin", key: "stateUnderWay" },
  ok: { icon: "pass", tone: "good", key: "stateOk" },
  failed: { icon: "error", tone: "bad", key: "stateFailed" },
  aborted: { icon: "circle-slash", tone: "quiet", key: "stateAborted" },
} as const satisfies Record<
  RequestView["state"],
  { readonly icon: IconName; readonly tone: string; readonly key: string }
>

/** The newest requests; one opens to what was tried for it. */
export function requests(scene: Scene): TemplateResult {
  const { view, state, words, act } = scene
  const all = view.requests
  const found = state.filter === "failed" ? all.filter((request) => request.state === "failed") : all
  const shown = found.slice(0, state.requestsShown)
  const rest = found.length - shown.length
  const save = { kind: "export", what: "requests" } as const
  return html`<section class="requests" aria-labelledby="requests">
    <div class="section-head">
      <h2 id="requests">${words.say("requests")}</h2>
      <span class="grow"></span>
      ${segments(
        words.say("filterLabel"),
        "filter",
        [
          ["all", words.say("filterAll")],
          ["failed", words.say("filterFailed")],
        ],
        state.filter,
        (filter) => act.set({ filter }),
      )}
      ${iconButton({ icon: "save", label: words.say("exportRequests"), busy: act.busy(save), onClick: () => act.ask(save) })}
    </div>
    ${found.length === 0 ? empty(scene, all.length) : html`<ul class="request-list">${shown.map((request) => row(scene, request))}</ul>`}
    ${
      rest > 0
        ? button({
            label: words.say("requestsMore", { n: Math.min(rest, pageSize) }),
            look: "plain",
            onClick: () => act.set({ requestsShown: state.requestsShown + pageSize }),
          })
        : nothing
    }
  </section>`
}

function empty({ view, words, act }: Scene, all: number): TemplateResult {
  if (all > 0) return html`<p class="empty soft">${words.say("noFailed", { n: all })}</p>`
  // What is still missing on the way to a first one.
  const [text, label, tab] =
    view.upstreams.length === 0
      ? (["noUpstreamsHow", "addUpstream", "upstreams"] as const)
      : (["noRequestsHow", "tabClients", "clients"] as const)
  return html`<div class="empty">
    <p>${words.say("noRequests")}</p>
    <p class="soft">${words.say(text)}</p>
    <p class="buttons">${button({ label: words.say(label), look: "primary", onClick: () => act.set({ tab }) })}</p>
  </div>`
}

function row(scene: Scene, request: RequestView): TemplateResult {
  const { words, act, now, state } = scene
  const look = looks[request.state]
  const open = state.openRequest === request.id
  const tokens =
    request.inputTokens === null && request.outputTokens === null
      ? null
      : `${words.short(request.inputTokens ?? 0)} → ${words.short(request.outputTokens ?? 0)}`
  const toggle = () => {
    // What was tried may have grown since it was read.
    const { [request.id]: _, ...attempts } = state.attempts
    act.set({ openRequest: open ? null : request.id, attempts })
  }
  return html`<li class="request ${open ? "open" : ""}">
    <button type="button" class="request-main" aria-expanded=${open ? "true" : "false"} @click=${toggle}>
      ${icon(look.icon, look.tone)}
      <span class="request-model cut"><span class="unseen">${words.say(look.key)}, </span>${request.model}</span>
      <span class="request-key soft cut">${request.key}</span>
      <span class="request-up soft cut">${[request.upstream, request.credential].filter((part) => part !== null).join(" · ")}</span>
      <span class="request-status num ${request.state === "failed" ? "bad-text" : "soft"}">${request.status ?? ""}</span>
      <span class="request-tokens num soft">${tokens ?? ""}</span>
      <span class="request-ms num">${request.ms === null ? words.clock(now - request.at) : latency(request.ms, words)}</span>
      <span class="request-usd num">${request.usd === null ? words.say("none") : money(request.usd, words)}</span>
      <span class="request-at num soft">${words.ago(request.at, now)}</span>
      ${icon(open ? "chevron-down" : "chevron-right", "quiet")}
    </button>
    ${request.error !== null && !open ? html`<p class="request-error small cut">${request.error}</p>` : nothing}
    ${open ? requestDetail(scene, request) : nothing}
  </li>`
}
