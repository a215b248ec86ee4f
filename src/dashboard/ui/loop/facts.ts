import { html, nothing, type TemplateResult } from "lit"
import type { LoopCard, SpendView } from "../../model/view.ts"
import { icon } from "../icons.ts"
import type { Scene } from "../scene.ts"
import { blocker } from "./blocker.ts"
import { breaker } from "./breaker.ts"
import { ends } from "./ends.ts"
import { nowOf } from "./now.ts"

/** What it does, what blocks, how near the end is, what it cost, and what watches over it. */
export function facts(scene: Scene, loop: LoopCard): TemplateResult {
  const { words } = scene
  const over = loop.word === "ended"
  return html`<dl class="facts">
    ${over || loop.activity.kind === "stopped" ? nothing : html`<dt>${words.say("now")}</dt><dd>${nowOf(scene, loop)}</dd>`}
    ${loop.blocks === null ? nothing : html`<dt>${words.say("blocks")}</dt><dd>${blocker(scene, loop.id, loop.blocks)}</dd>`}
    ${over ? nothing : html`<dt>${words.say("ends")}</dt><dd>${ends(scene, loop)}</dd>`}
    <dt>${words.say("spent")}</dt>
    <dd>${spent(scene, loop.spend)}</dd>
    ${over && loop.breaker.state === "closed" ? nothing : html`<dt>${words.say("breaker")}</dt><dd>${breaker(scene, loop.breaker)}</dd>`}
    <dt>${words.say("gate")}</dt>
    <dd>${gate(scene, loop)}</dd>
  </dl>`
}

function spent(
  { words }: Scene,
  { usd, inputTokens, outputTokens, basis, checkMs }: SpendView,
): TemplateResult {
  const checks = html`<span class="soft">${words.say("spentChecks", { time: words.duration(checkMs) })}</span>`
  if (basis === "unknown")
    return html`<span>${words.say("unknown")}</span> <span class="soft">(${words.say("unknownSpend")})</span>`
  const tokens =
    inputTokens === null && outputTokens === null ? null : (inputTokens ?? 0) + (outputTokens ?? 0)
  return html`<span class="spent" title=${words.say("spentChecks", { time: words.duration(checkMs) })}>
    ${usd === null ? nothing : html`<strong class="num">${words.usd(usd)}</strong>`}
    ${tokens === null ? nothing : html`<span class="soft num">${words.say("spentTokens", { n: words.short(tokens) })}</span>`}
    <span class="tag" title=${words.say(basis === "measured" ? "measuredMeans" : "estimatedMeans")}>${words.say(basis)}</span>
    <span class="wide-only">${checks}</span>
  </span>`
}

function gate({ words }: Scene, { gate: found }: LoopCard): TemplateResult {
  switch (found.kind) {
    case "intact":
      return html`${icon("verified", "good")} ${words.say("gateIntact")}`
    case "unmeasured":
      return html`${icon("dash", "quiet")} <span class="soft">${words.say("gateUnmeasured")}</span>`
    case "findings":
      return found.open === 0
        ? html`${icon("check", "good")} ${words.say("gateApproved")}`
        : html`${icon("shield", "warn")} <button type="button" class="link" @click=${showFindings}>${words.count("gateFindings", found.open)}</button>`
    default:
      return found satisfies never
  }
}

function showFindings(): void {
  document.getElementById("findings")?.scrollIntoView({ block: "nearest" })
}
