import type { Exchange, ThinkingSetting } from "../../model/exchange.ts"
import { type Fields, present } from "../fields.ts"

type Effort = NonNullable<ThinkingSetting["effort"]>

/** The one table of efforts for Claude (G44), in tokens for models that take a budget. */
const budgets: Readonly<Record<Effort, number>> = {
  minimal: 1024,
  low: 2048,
  medium: 8192,
  high: 24_576,
  max: 32_000,
}

/** How a Claude model of this name takes its thinking setting; what is unknown counts as new. */
function thinkingStyle(model: string): "none" | "budget" | "adaptive" {
  if (/claude-(2|instant|3-(opus|sonnet|haiku)|3-5)/.test(model)) return "none"
  return /claude-(3-7|(opus|sonnet|haiku)-4(-[0-5])?(@|-2\d{7}|$))/.test(model) ? "budget" : "adaptive"
}

export type ThinkingFields = {
  readonly fields: Fields
  readonly on: boolean
  readonly notes: readonly string[]
}

/** `thinking` and `output_config.effort` for an exchange; `notes` where the client's wish could not be kept. */
export function thinkingFields(exchange: Exchange, model: string, maxTokens: number): ThinkingFields {
  const { thinking, toolChoice } = exchange
  const style = thinkingStyle(model)
  const wanted = thinking.kind === "enabled" || thinking.kind === "adaptive"
  const effort = style === "adaptive" ? effortOf(thinking) : null
  const config = effort === null ? {} : { output_config: { effort } }
  if (style === "none") return { fields: {}, on: false, notes: wanted ? ["thinking-not-offered"] : [] }
  if (!wanted) {
    const off = thinking.kind === "off" ? { thinking: { type: "disabled" } } : {}
    return { fields: { ...off, ...config }, on: false, notes: [] }
  }
  // The API rejects the pair; what the client forces is needed, thinking is only wished for (G25).
  if (toolChoice.kind === "any" || toolChoice.kind === "tool") return off("thinking-off-for-forced-tool")
  if (style === "adaptive") {
    const display = thinking.show ? "summarized" : "omitted"
    return { fields: { thinking: { type: "adaptive", display }, ...config }, on: true, notes: [] }
  }
  if (!stepsBeginWithThinking(exchange)) return off("thinking-off-for-foreign-history")
  const asked = thinking.effort === null ? thinking.budget : budgets[thinking.effort]
  const budget = Math.min(asked === null || asked < 0 ? budgets.medium : Math.max(1024, asked), maxTokens - 1)
  if (budget < 1024) return off("thinking-off-for-small-answer")
  const display = thinking.show ? null : "omitted"
  return {
    fields: { thinking: present({ type: "enabled", budget_tokens: budget, display }) },
    on: true,
    notes: [],
  }
}

function off(note: string): ThinkingFields {
  return { fields: { thinking: { type: "disabled" } }, on: false, notes: [note] }
}

function effortOf(thinking: ThinkingSetting): "low" | "medium" | "high" | "max" | null {
  if (thinking.effort !== null) return thinking.effort === "minimal" ? "low" : thinking.effort
  const { budget } = thinking
  if (budget === null || budget <= 0) return null
  if (budget <= budgets.low) return "low"
  if (budget <= budgets.medium) return "medium"
  return budget <= budgets.high ? "high" : "max"
}

/** With a budget, the API wants every step of the current turn to begin with the thinking that led to it. */
function stepsBeginWithThinking(exchange: Exchange): boolean {
  const last = exchange.turns.findLastIndex(
    (turn) => turn.role === "user" && turn.parts.some((part) => part.kind !== "result"),
  )
  return exchange.turns.slice(last + 1).every((turn) => {
    const calls = turn.role === "model" && turn.parts.some((part) => part.kind === "call")
    return !calls || turn.parts.some((part) => part.kind === "thinking" && isClaudes(part))
  })
}

/** Thinking that a Claude upstream accepts back: its own signature, or text it keeps to itself (G43). */
export function isClaudes(part: {
  readonly signature?: { readonly family: string | null }
  readonly redacted?: string
}): boolean {
  return part.redacted !== undefined || part.signature?.family === "claude"
}
