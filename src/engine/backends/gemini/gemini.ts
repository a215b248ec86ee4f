import { randomBytes } from "node:crypto"
import type { Part } from "@google/genai"
import type { Mode } from "../../../loop/settings.ts"
import { realPath } from "../../../system/files.ts"
import type { Backend, TokenUsage, TurnEnd, TurnEvent, TurnOrder } from "../../backend.ts"
import type { Budget, Cost } from "../../budget.ts"
import { accessOf, availabilityOf, clientOf, upstreamOf, withoutKeys } from "./client.ts"
import type { CallFault } from "./fault.ts"
import { playTurn, type TurnDesk } from "./play-turn.ts"
import { openRecord } from "./record.ts"

export type GeminiOptions = {
  readonly env: NodeJS.ProcessEnv
  /** Epoch ms. */
  readonly now: () => number
  readonly budget: Budget
  /** What the command policy says of a command line; null = it may run. */
  readonly judge: (commandLine: string, mode: Mode, workspace: string) => string | null
  /** Parts that go with the first prompt: a packed code base, attachments. */
  readonly opening?: (order: TurnOrder) => Promise<readonly Part[]>
}

/** Used when the user names no model. */
export const defaultModel = "gemini-3.8-flash"

/**
 * The Gemini API with tools of ours, on the user's own key or Vertex project. Every answer and every tool's result is on
 * disk before the next step, so a turn goes on after a kill without paying twice.
 */
export function geminiBackend(options: GeminiOptions): Backend {
  return {
    name: "gemini",
    probe: async () => availabilityOf(accessOf(options.env)),
    turn: (order, on, signal) => turn(options, order, on, signal),
    close: async () => {},
  }
}

async function turn(
  options: GeminiOptions,
  order: TurnOrder,
  on: (event: TurnEvent) => void,
  signal: AbortSignal,
): Promise<TurnEnd> {
  const access = accessOf(options.env)
  const model = order.model ?? defaultModel
  const conversation = order.conversation ?? randomBytes(8).toString("hex")
  if (access.kind === "none") {
    const fault: CallFault = { class: "auth", why: access.why, retryable: false, resumeAt: null }
    return { ...fault, kind: "fault", conversation: order.conversation, model, usage: unknown }
  }
  const desk: TurnDesk = {
    order,
    model,
    client: clientOf(access, options.env),
    record: openRecord(order.folder, conversation),
    budget: options.budget,
    upstream: upstreamOf(access),
    now: options.now,
    place: {
      workspace: realPath(order.workspace) ?? order.workspace,
      env: withoutKeys(options.env),
      mode: order.mode,
      judge: (line) => options.judge(line, order.mode, order.workspace),
      signal,
      deadline: order.deadline,
      now: options.now,
    },
    opening: async () => (options.opening === undefined ? [] : await options.opening(order)),
    on,
    signal,
  }
  const ended = await playTurn(desk)
  const usage = usageOf(ended.spent)
  if (ended.kind === "finished")
    return { kind: "finished", message: ended.message, conversation, model, usage }
  return { ...ended.fault, kind: "fault", conversation, model, usage }
}

const unknown = { inputTokens: null, outputTokens: null, usd: null, basis: "unknown" as const }

/** Sum over the calls of a turn; an amount that one call did not tell makes the sum unknown. */
function usageOf(
  spent: readonly { readonly usage: TokenUsage; readonly cost: Cost | null }[],
): TurnEnd["usage"] {
  if (spent.length === 0) return unknown
  const sum = (amounts: readonly (number | null)[]): number | null =>
    amounts.reduce<number | null>(
      (total, amount) => (total === null || amount === null ? null : total + amount),
      0,
    )
  return {
    inputTokens: sum(
      spent.map(({ usage }) => (usage.input === null ? null : usage.input + (usage.cachedInput ?? 0))),
    ),
    outputTokens: sum(spent.map(({ usage }) => usage.output)),
    usd: sum(spent.map(({ cost }) => cost?.usd ?? null)),
    basis: spent.some(({ cost }) => cost?.basis === "estimated") ? "estimated" : "measured",
  }
}
