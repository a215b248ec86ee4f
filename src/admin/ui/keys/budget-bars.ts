import { html, nothing, type TemplateResult } from "lit"
import type { Scene } from "../scene.ts"

/** What is spent of each limit that holds over everything; nothing where there is none. */
export function budgetBars({ view, words, now }: Scene): TemplateResult | typeof nothing {
  const { caps } = view.budget
  if (caps.length === 0) return nothing
  return html`<ul class="meters">
    ${caps.map(({ cap, limit, spent, reserved, resetsAt }) => {
      const facts = [
        ...(reserved > 0 ? [words.say("budgetReserved", { usd: words.usd(reserved) })] : []),
        ...(resetsAt === null ? [] : [words.say("budgetResets", { time: words.time(resetsAt, now) })]),
      ]
      return html`<li title=${facts.join("\n")}>
        ${meter({
          label: words.say(cap === "daily" ? "budgetDaily" : "budgetWeekly"),
          text: words.say("budgetOf", { spent: words.usd(spent), limit: words.usd(limit) }),
          part: limit === 0 ? 1 : spent / limit,
          held: limit === 0 ? 0 : reserved / limit,
        })}
      </li>`
    })}
  </ul>`
}

export type MeterOrder = {
  readonly label: string
  readonly text: string
  /** Used up, of 1. */
  readonly part: number
  /** Held by what is under way, of 1. */
  readonly held: number
}

/** A bar with its figures beside it: the bar alone says nothing to some. */
export function meter({ label, text, part, held }: MeterOrder): TemplateResult {
  const used = Math.min(1, Math.max(0, part))
  const tone = part >= 0.95 ? "bad" : part >= 0.8 ? "warn" : "run"
  return html`<span class="meter-text"><span>${label}</span><span class="num">${text}</span></span>
    <svg class="meter ${tone}" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect class="meter-ground" width="100" height="4" />
      <rect class="meter-held" width=${100 * Math.min(1, used + Math.max(0, held))} height="4" />
      <rect class="meter-used" width=${100 * used} height="4" />
    </svg>`
}
