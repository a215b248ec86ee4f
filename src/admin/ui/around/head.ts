import { html, nothing, type TemplateResult } from "lit"
import { iconButton } from "../../../dashboard/ui/around/button.ts"
import { icon } from "../../../dashboard/ui/icons.ts"
import type { RunningView } from "../../model/view.ts"
import { budgetBars } from "../keys/budget-bars.ts"
import type { Scene } from "../scene.ts"
import { money } from "../traffic/figures.ts"
import { question } from "./question.ts"

/** What a person looks for first: does it run, where is it reached, what did today cost. */
export function head(scene: Scene): TemplateResult | typeof nothing {
  const { view, words, act, now } = scene
  const { running } = view
  if (running === null) return nothing
  const stop = { kind: "stop" } as const
  return html`<header class="head gateway-head">
    <div class="state">
      ${icon("broadcast", "good")}
      <span class="word">${words.say("running")}</span>
      <span class="soft cut">${words.say("runningSince", { time: words.time(running.since, now) })}</span>
      <span class="grow"></span>
      ${
        view.abilities.browser
          ? iconButton({
              icon: "link-external",
              label: words.say("openBrowser"),
              onClick: () => act.ask({ kind: "open-browser" }),
            })
          : nothing
      }
      ${
        view.abilities.process
          ? iconButton({
              icon: "debug-stop",
              label: words.say("stop"),
              busy: act.busy(stop),
              onClick: () => act.set({ asking: "stop" }),
            })
          : nothing
      }
    </div>
    ${question(scene, "stop", { text: words.say("stopAsk"), yes: words.say("stop"), ask: stop })}
    ${address(scene, running)} ${today(scene)} ${budgetBars(scene)}
  </header>`
}

function address({ words, act }: Scene, { url, exposed }: RunningView): TemplateResult {
  return html`<p class="address">
    <code class="cut">${url}</code>
    ${iconButton({ icon: "copy", label: words.say("copyAddress"), onClick: () => act.copy(url) })}
    ${exposed ? html`<span class="tag">${icon("warning", "warn")} ${words.say("exposed")}</span>` : nothing}
  </p>`
}

function today({ view, words }: Scene): TemplateResult {
  const { requests, failed, underWay, inputTokens, outputTokens, usd, basis } = view.today
  const tokens =
    inputTokens === null && outputTokens === null ? null : (inputTokens ?? 0) + (outputTokens ?? 0)
  return html`<p class="today" aria-label=${words.say("today")}>
    ${
      usd === null
        ? html`<span class="soft">${words.say("today")}${requests === 0 ? nothing : `, ${words.say("noMoney")}`}</span>`
        : html`<strong class="amount num">${money(usd, words)}</strong>
            <span class="soft">${words.say("todayWord")} ${words.say(basis)}</span>`
    }
    <span class="today-facts">
      <span class="num">${words.count("requests", requests)}</span>
      ${failed === 0 ? nothing : html`<span class="num">${icon("error", "bad")} ${words.count("failed", failed)}</span>`}
      ${underWay === 0 ? nothing : html`<span class="num">${icon("pulse", "run")} ${words.count("underWay", underWay)}</span>`}
      ${tokens === null ? nothing : html`<span class="num" title=${words.say("tokensInOut", { in: words.number(inputTokens ?? 0), out: words.number(outputTokens ?? 0) })}>${words.say("tokens", { n: words.short(tokens) })}</span>`}
    </span>
  </p>`
}
