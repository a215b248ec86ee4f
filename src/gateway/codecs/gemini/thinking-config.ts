import type { ThinkingSetting } from "../../model/exchange.ts"

type Level = "MINIMAL" | "LOW" | "MEDIUM" | "HIGH"
type Effort = NonNullable<ThinkingSetting["effort"]>

export type ThinkingConfig = {
  readonly includeThoughts?: boolean
  readonly thinkingBudget?: number
  readonly thinkingLevel?: Level
}

/** The one table of efforts (G44), both ways: level for Gemini 3 and later, budget in tokens for 2.5. */
const levels: Readonly<Record<Effort, Level>> = {
  minimal: "MINIMAL",
  low: "LOW",
  medium: "MEDIUM",
  high: "HIGH",
  max: "HIGH",
}
const budgets: Readonly<Record<Effort, number>> = {
  minimal: 512,
  low: 1024,
  medium: 8192,
  high: 24_576,
  max: 24_576,
}

/** How a model of this name takes its thinking setting; what is unknown counts as new. */
export function thinkingStyle(model: string): "none" | "budget" | "level" {
  if (/gemini-(1|2\.0)/.test(model)) return "none"
  return /gemini-2\.5/.test(model) ? "budget" : "level"
}

/** The setting for a model, or null where the vendor's default is wanted. Off is 0 where it exists, else the least. */
export function thinkingConfig(thinking: ThinkingSetting, model: string): ThinkingConfig | null {
  const style = thinkingStyle(model)
  if (style === "none") return null
  if (thinking.kind === "default" && thinking.effort === null)
    return thinking.show ? { includeThoughts: true } : null
  const show = thinking.show && thinking.kind !== "off" ? { includeThoughts: true } : {}
  if (style === "budget") return { ...show, thinkingBudget: budgetOf(thinking, model) }
  const level = levelOf(thinking)
  return level === null ? show : { ...show, thinkingLevel: offeredLevel(level, model) }
}

/** What a Gemini client's setting means. */
export function readThinking(config: {
  readonly show: boolean
  readonly budget: number | null
  readonly level: string | null
}): ThinkingSetting {
  const { show, budget } = config
  const effort = effortOf(config.level)
  if (budget === 0) return { kind: "off", budget: 0, effort: null, show: false }
  if (budget === -1) return { kind: "adaptive", budget: -1, effort, show }
  if (budget !== null) return { kind: "enabled", budget, effort, show }
  return { kind: effort === null ? "default" : "adaptive", budget: null, effort, show }
}

function budgetOf(thinking: ThinkingSetting, model: string): number {
  // The pro models cannot switch thinking off; 128 is their least.
  const least = /pro/.test(model) ? 128 : 0
  if (thinking.kind === "off") return least
  if (thinking.effort !== null) return budgets[thinking.effort]
  if (thinking.budget === null || thinking.budget < 0) return -1
  return Math.min(Math.max(thinking.budget, least), /pro/.test(model) ? 32_768 : 24_576)
}

function levelOf(thinking: ThinkingSetting): Level | null {
  if (thinking.kind === "off") return "MINIMAL"
  if (thinking.effort !== null) return levels[thinking.effort]
  if (thinking.budget === null || thinking.budget < 0) return null
  if (thinking.budget === 0) return "MINIMAL"
  if (thinking.budget <= 2048) return "LOW"
  return thinking.budget <= 8192 ? "MEDIUM" : "HIGH"
}

/** The pro models know no MINIMAL, the first of them no MEDIUM; the next offered level takes its place. */
function offeredLevel(level: Level, model: string): Level {
  if (!/pro/.test(model)) return level
  if (level === "MINIMAL") return "LOW"
  return level === "MEDIUM" && /gemini-3-pro/.test(model) ? "HIGH" : level
}

function effortOf(level: string | null): ThinkingSetting["effort"] {
  const name = level?.toLowerCase()
  return name === "minimal" || name === "low" || name === "medium" || name === "high" ? name : null
}
