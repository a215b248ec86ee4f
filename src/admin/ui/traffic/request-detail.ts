import { html, nothing, type TemplateResult } from "lit"
import { icon } from "../../../dashboard/ui/icons.ts"
import type { AttemptView, RequestView } from "../../model/view.ts"
import type { Scene } from "../scene.ts"
import type { Attempts } from "../ui-state.ts"
import { latency, money } from "./figures.ts"

/** Everything that is known of one request, and each try at an upstream with its own words. */
export function requestDetail(scene: Scene, request: RequestView): TemplateResult {
  const { words, now } = scene
  const { served, upstream, credential, loop, iteration, firstByteMs, error, cachedTokens, usd, basis } =
    request
  const facts: readonly (readonly [string, string])[] = [
    [
      words.say("factModel"),
      served === null || served === request.model
        ? request.model
        : `${request.model}, ${words.say("servedAs", { model: served })}`,
    ],
    ...(upstream === null
      ? []
      : [
          [
            words.say("factUpstream"),
            [upstream, ...(credential === null ? [] : [credential])].join(" · "),
          ] as const,
        ]),
    [
      words.say("factKey"),
      [
        request.key,
        ...(loop === null
          ? []
          : [
              iteration === null
                ? words.say("ofLoop", { loop })
                : words.say("ofIteration", { loop, n: iteration }),
            ]),
      ].join(" · "),
    ],
    [
      words.say("factFormat"),
      [request.format, request.operation, words.say(request.stream ? "streamed" : "plain")].join(" · "),
    ],
    [
      words.say("factTime"),
      [
        words.time(request.at, now),
        ...(request.ms === null ? [] : [latency(request.ms, words)]),
        ...(firstByteMs === null ? [] : [words.say("firstByte", { time: latency(firstByteMs, words) })]),
      ].join(" · "),
    ],
    ...(request.inputTokens === null && request.outputTokens === null
      ? []
      : [
          [
            words.say("factTokens"),
            [
              words.say("tokensInOut", {
                in: words.number(request.inputTokens ?? 0),
                out: words.number(request.outputTokens ?? 0),
              }),
              ...(cachedTokens === null || cachedTokens === 0
                ? []
                : [words.say("cached", { n: words.number(cachedTokens) })]),
            ].join(" · "),
          ] as const,
        ]),
    ...(usd === null ? [] : [[words.say("factCost"), `${money(usd, words)} ${words.say(basis)}`] as const]),
    ...(error === null ? [] : [[words.say("factError"), error] as const]),
  ]
  return html`<div class="request-detail">
    <dl class="facts">${facts.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>
    ${request.state === "under-way" ? nothing : attempts(scene, scene.state.attempts[request.id])}
  </div>`
}

function attempts(scene: Scene, found: Attempts | undefined): TemplateResult {
  const { words } = scene
  if (found === undefined || found.kind === "loading")
    return html`<p class="soft small">${words.say("attemptsLoading")}</p>`
  if (found.kind === "refused") return html`<p class="small">${found.message}</p>`
  if (found.attempts.length === 0) return html`<p class="soft small">${words.say("noAttempts")}</p>`
  return html`<h3>${words.say("attempts")}</h3>
    <ol class="attempts">${found.attempts.map((one) => attempt(scene, one))}</ol>`
}

function attempt(
  { words }: Scene,
  { upstream, credential, model, status, ms, why, error }: AttemptView,
): TemplateResult {
  const facts = [
    model,
    status === null ? words.say("noStatus") : words.say("statusOf", { n: status }),
    latency(ms, words),
    ...(why === null ? [] : [why]),
  ]
  return html`<li>
    ${error === null ? icon("pass", "good") : icon("error", "bad")}
    <div>
      <p>${words.say("attemptTo", { upstream, credential })}</p>
      <p class="soft small">${facts.join(" · ")}</p>
      ${error === null ? nothing : html`<pre class="attempt-error" tabindex="0" role="region" aria-label=${words.say("factError")}>${error}</pre>`}
    </div>
  </li>`
}
