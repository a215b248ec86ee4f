import { plural } from "../../loop/plural.ts"
import type { ToolResultLimits } from "../config/config.ts"
import type { Exchange, Part } from "../model/exchange.ts"

/** So much of the room goes to the end of a result: errors and totals stand there. */
const tailShare = 0.3

/** Whether any result could be cut. */
export function limitsResults({ maxCharacters, tools }: ToolResultLimits): boolean {
  return maxCharacters !== null || tools.length > 0
}

/**
 * Results of tools that are longer than the limits say are cut in the middle, head and tail kept, with a mark that names the call
 * as its reference. `cut` counts the results that were.
 */
export function limitToolResults(
  exchange: Exchange,
  limits: ToolResultLimits,
): { readonly exchange: Exchange; readonly cut: number } {
  if (!limitsResults(limits)) return { exchange, cut: 0 }
  const names = limits.tools.length === 0 ? new Map<string, string>() : namesOfCalls(exchange)
  let cut = 0
  const turns = exchange.turns.map((turn) => {
    const parts = turn.parts.map((part): Part => {
      if (part.kind !== "result") return part
      const most = mostOf(limits, part.name ?? names.get(part.id) ?? null)
      if (most === null) return part
      const content = cutTexts(part.content, most, part.id)
      if (content === part.content) return part
      cut += 1
      return { ...part, content }
    })
    return { ...turn, parts }
  })
  return cut === 0 ? { exchange, cut } : { exchange: { ...exchange, turns }, cut }
}

/** A tool's own limit goes before the one of all. */
function mostOf({ tools, maxCharacters }: ToolResultLimits, name: string | null): number | null {
  return tools.find((tool) => tool.name === name)?.maxCharacters ?? maxCharacters
}

/** Most clients name only the call that a result belongs to. */
function namesOfCalls(exchange: Exchange): ReadonlyMap<string, string> {
  const calls = exchange.turns.flatMap(({ parts }) => parts)
  return new Map(calls.flatMap((part) => (part.kind === "call" ? [[part.id, part.name] as const] : [])))
}

/** All texts of a result share the room, the earlier ones first. */
function cutTexts(content: readonly Part[], most: number, id: string): readonly Part[] {
  const whole = content.reduce((sum, part) => sum + (part.kind === "text" ? part.text.length : 0), 0)
  if (whole <= most) return content
  let left = most
  return content.map((part) => {
    if (part.kind !== "text") return part
    const room = left
    left -= Math.min(left, part.text.length)
    return part.text.length <= room ? part : { ...part, text: cutMiddle(part.text, room, id) }
  })
}

function cutMiddle(text: string, room: number, id: string): string {
  const tail = Math.floor(room * tailShare)
  const head = wholeEnd(text.slice(0, room - tail))
  const rest = tail === 0 ? "" : wholeStart(text.slice(-tail))
  const out = text.length - head.length - rest.length
  return `${head}\n[… ${plural(out, "character")} of the result of ${id} left out by the gateway …]\n${rest}`
}

/** Half of a character that takes two is none. */
function wholeEnd(text: string): string {
  return /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text
}

function wholeStart(text: string): string {
  return /^[\uDC00-\uDFFF]/.test(text) ? text.slice(1) : text
}
