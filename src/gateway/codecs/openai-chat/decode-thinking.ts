import { isRecord } from "../../../system/json-record.ts"
import type { ThinkingSetting } from "../../model/exchange.ts"
import { effortOfWord } from "../effort.ts"
import type { Faults } from "../faults.ts"
import { type Fields, numberOf, recordOf, textOf } from "../fields.ts"

/**
 * How much the model shall think (G44), in any of the ways clients of this format say it: `reasoning_effort`,
 * `reasoning: {effort, max_tokens}`, Google's `thinking_config`, or `thinking: {type, budget_tokens}`.
 */
export function thinkingOf(body: Fields, faults: Faults): ThinkingSetting {
  const reasoning = recordOf(body.reasoning)
  const google = googleConfig(body)
  const budget =
    numberOf(google.thinking_budget) ??
    numberOf(recordOf(body.thinking).budget_tokens) ??
    numberOf(reasoning.max_tokens)
  const word = textOf(body.reasoning_effort) ?? textOf(reasoning.effort) ?? textOf(google.thinking_level)
  return thinkingSetting({
    word: word ?? (recordOf(body.thinking).type === "disabled" ? "none" : null),
    budget,
    show: google.include_thoughts !== false && reasoning.exclude !== true,
    where: "reasoning_effort",
    faults,
  })
}

/** The setting behind a word of effort and a budget; `show` counts only where the model is told to think. */
export function thinkingSetting(said: {
  readonly word: string | null
  readonly budget: number | null
  readonly show: boolean
  readonly where: string
  readonly faults: Faults
}): ThinkingSetting {
  const { word, budget, show } = said
  const effort = word === null ? null : effortOfWord(word.toLowerCase())
  if (word !== null && effort === null) said.faults.tell(`"${word}" is no reasoning effort.`, said.where)
  if (effort === "off" || budget === 0) return { kind: "off", budget: 0, effort: null, show: false }
  if (effort === null && budget === null) return { kind: "default", budget: null, effort: null, show }
  return { kind: budget === -1 ? "adaptive" : "enabled", budget, effort, show }
}

function googleConfig(body: Fields): Fields {
  const outer = recordOf(recordOf(body.extra_body).google)
  const inner = recordOf(body.google)
  return recordOf(isRecord(inner.thinking_config) ? inner.thinking_config : outer.thinking_config)
}
