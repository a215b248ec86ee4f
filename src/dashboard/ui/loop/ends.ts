import { html, nothing, type TemplateResult } from "lit"
import type { Speaker } from "../../model/speak.ts"
import type { LoopCard, Need } from "../../model/view.ts"
import type { Scene } from "../scene.ts"

type Gauge = { readonly text: string; readonly title: string; readonly left: number; readonly max: number }

/** The conditions that end the loop: what completion still needs, then the limits with what is left, nearest first. */
export function ends(scene: Scene, loop: LoopCard): TemplateResult {
  const { words } = scene
  const { completion, reviewIn } = loop.ends
  return html`
    ${completion.length === 0 ? nothing : html`<p>${words.say("endsWhen", { conditions: completion.map((need) => needText(need, words)).join(words.say("endsJoin")) })}</p>`}
    <ul class="gauges">
      ${gauges(scene, loop)
        .sort((a, b) => a.left / a.max - b.left / b.max)
        .map(
          ({ text, title, left, max }) => html`<li title=${title} class=${left / max <= 0.2 ? "near" : ""}>
            <span class="num">${text}</span>
            <svg class="gauge" viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">
              <rect class="track" width="100" height="3"></rect>
              <rect class="fill" width=${share(left, max)} height="3"></rect>
            </svg>
          </li>`,
        )}
    </ul>
    ${reviewIn === null ? nothing : html`<p class="soft">${words.say("leftReview", { n: words.count("leftIterations", reviewIn) })}</p>`}
  `
}

/** What completion still needs, in the reader's language. */
export function needText(need: Need, words: Speaker): string {
  switch (need.kind) {
    case "green":
      return need.failing === 0 ? words.say("needChecks") : words.count("needGreen", need.failing)
    case "findings":
      return words.count("needFindings", need.open)
    case "claim":
      return words.say("needClaim", { text: need.text })
    default:
      return need satisfies never
  }
}

function gauges({ words, now, view }: Scene, { ends: limits, clockRuns }: LoopCard): Gauge[] {
  const gone = clockRuns ? Math.max(0, now - view.at) / 60_000 : 0
  const minutesLeft = Math.max(0, limits.minutesLeft - gone)
  const of = (left: string, max: string) => words.say("leftOf", { left, max })
  const time = (minutes: number) => words.duration(minutes * 60_000)
  return [
    {
      text: words.count("leftIterations", limits.iterationsLeft),
      title: of(words.number(limits.iterationsLeft), words.number(limits.maxIterations)),
      left: limits.iterationsLeft,
      max: limits.maxIterations,
    },
    {
      text: time(minutesLeft),
      title: of(time(minutesLeft), time(limits.maxMinutes)),
      left: minutesLeft,
      max: limits.maxMinutes,
    },
    ...(limits.usdLeft === null
      ? []
      : [
          {
            text: words.usd(limits.usdLeft),
            title: of(words.usd(limits.usdLeft), words.usd(limits.maxUsd)),
            left: limits.usdLeft,
            max: limits.maxUsd,
          },
        ]),
  ]
}

/** What is used, as hundredths. */
function share(left: number, max: number): number {
  return max <= 0 ? 100 : Math.round(100 * (1 - Math.min(1, Math.max(0, left / max))))
}
