import { agyMeter } from "../../../spend/agy-usage.ts"
import type { TokenUsage } from "../../../spend/token-usage.ts"
import type { TurnEvent } from "../../backend.ts"
import { type AgyEvent, decodeAgyLine } from "./stream.ts"

/** What one run of agy has said so far. */
export type Said = {
  conversation: string | null
  model: string | null
  /** Last result; a process of several turns sends one per turn. */
  result: Extract<AgyEvent, { kind: "result" }> | null
  /** Usage of each step of this process, by its index: the result's own sum also counts earlier turns. */
  readonly steps: Map<number, unknown>
  /** Tools that began and did not end. */
  readonly active: Set<number>
  /** A step of the agent's own ended in an error. */
  failedAnswer: boolean
  badLines: number
  lines: number
  /** Whether the conversation had turns before this process. */
  readonly resumed: boolean
}

export function nothingSaid(resumed = false): Said {
  return {
    conversation: null,
    model: null,
    result: null,
    steps: new Map(),
    active: new Set(),
    failedAnswer: false,
    badLines: 0,
    lines: 0,
    resumed,
  }
}

/** Takes one line of stdout in and returns what a watcher of the turn is told. */
export function hear(said: Said, line: string): TurnEvent[] {
  if (line.trim() === "") return []
  said.lines += 1
  const event = decodeAgyLine(line)
  if (event === null) {
    said.badLines += 1
    return []
  }
  switch (event.kind) {
    case "init":
      said.conversation = event.conversation ?? said.conversation
      said.model = event.model ?? said.model
      return []
    case "result":
      said.conversation = event.conversation ?? said.conversation
      said.result = event
      return []
    case "step":
      said.conversation = event.conversation ?? said.conversation
      return hearStep(said, event)
    case "other":
      return []
    default:
      return event satisfies never
  }
}

function hearStep(said: Said, event: Extract<AgyEvent, { kind: "step" }>): TurnEvent[] {
  const told: TurnEvent[] = []
  if (event.delta !== null && event.type === "agent_response") told.push({ kind: "text", text: event.delta })
  if (event.type === "agent_response" && event.state === "ERROR") said.failedAnswer = true
  const index = event.index ?? -1
  if (event.tool !== null) {
    const { name, what, failed } = event.tool
    const call = String(index)
    const running = event.state === "ACTIVE"
    if (running && !said.active.has(index)) {
      told.push({ kind: "tool", phase: "started", call, name, what, failed: false })
    }
    if (!running) told.push({ kind: "tool", phase: "ended", call, name, what, failed })
    if (running) said.active.add(index)
    else said.active.delete(index)
  }
  const used = agyMeter({ kind: "new" })
  used.step(index, event.usage)
  const usage = used.result(null)
  if (usage !== null) {
    said.steps.set(index, event.usage)
    told.push({ kind: "usage", model: said.model ?? "unknown", usage })
  }
  return told
}

/**
 * What this turn used: its own steps, since the result also counts earlier turns of a resumed conversation. Where no
 * step told anything, the result of a conversation that began here; null when nothing was told.
 */
export function usageOfTurn(said: Said): TokenUsage | null {
  const meter = agyMeter({ kind: said.resumed ? "unknown" : "new" })
  for (const [index, usage] of said.steps) meter.step(index, usage)
  return meter.result(said.result?.usage ?? null)
}
