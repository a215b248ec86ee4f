import { html, nothing, type TemplateResult } from "lit"
import type { LoopCard } from "../../model/view.ts"
import type { Scene } from "../scene.ts"

/** After this long without a sign the number shows its age: a turn of an agent is rarely longer. */
const staleMs = 3 * 60_000

/** What happens at this moment, since when, and the last line of a running check. */
export function nowOf(scene: Scene, loop: LoopCard): TemplateResult {
  const { words, now } = scene
  const { activity } = loop
  switch (activity.kind) {
    case "thinking":
      return html`${timed(scene, words.say("thinking"), activity.since)} ${stale(scene, loop)}`
    case "checking": {
      const text =
        activity.command === null
          ? words.say("checking")
          : words.say("checkingCommand", { command: activity.command })
      return html`${timed(scene, text, activity.since)}
      ${activity.lastLine === null ? nothing : html`<code class="last-line cut" title=${activity.lastLine}>${activity.lastLine}</code>`}`
    }
    case "waiting-for-you":
      return html`<strong>${words.say("waitingForYou")}</strong>`
    case "waiting-for-reset":
      return activity.until === null
        ? html`${words.say("waitingForReset")}`
        : timed(
            scene,
            words.say("pausedUntil", { time: words.time(activity.until, now) }),
            now - (activity.until - now),
          )
    case "stopped":
      // Why it stopped is told above, where something can be done about it.
      return html``
    default:
      return activity satisfies never
  }
}

function timed({ words, now }: Scene, text: string, since: number | null): TemplateResult {
  return html`<span class="spread"><span class="cut" title=${text}>${text}</span>${
    since === null ? nothing : html`<span class="soft num">${words.clock(now - since)}</span>`
  }</span>`
}

function stale({ words, now }: Scene, { updatedAt, clockRuns }: LoopCard): TemplateResult | typeof nothing {
  const age = now - updatedAt
  if (!clockRuns || age < staleMs) return nothing
  return html`<span class="soft">${words.say("staleSign", { age: words.duration(age) })}</span>`
}
