import type { Exchange, Turn } from "../../../src/gateway/model/exchange.ts"

/** An exchange of one word from the user, with whatever a test changes. */
export function exchangeOf(change: Partial<Exchange>): Exchange {
  return {
    model: "m",
    system: [],
    turns: [{ role: "user", parts: [{ kind: "text", text: "hi" }] }],
    tools: [],
    toolChoice: { kind: "auto" },
    parallelCalls: true,
    thinking: { kind: "default", budget: null, effort: null, show: true },
    sampling: {
      temperature: null,
      topP: null,
      topK: null,
      seed: null,
      presencePenalty: null,
      frequencyPenalty: null,
    },
    stop: [],
    maxOutputTokens: null,
    shape: { kind: "text" },
    stream: false,
    streamUsage: false,
    session: null,
    ...change,
  }
}

/** What clients of formats other than Chat Completions set when they say nothing of thinking. */
export const unshown: Exchange["thinking"] = { kind: "default", budget: null, effort: null, show: false }

export function userTurn(text: string): Turn {
  return { role: "user", parts: [{ kind: "text", text }] }
}
