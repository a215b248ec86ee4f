import type { AttemptFacts, CallEnd, CallFacts } from "../../../src/gateway/traffic/call.ts"

export const facts: CallFacts = {
  id: "req_1",
  key: "laptop",
  loop: null,
  iteration: null,
  format: "anthropic",
  operation: "stream",
  model: "claude-x",
  bytesIn: 1000,
}

export const attempt: AttemptFacts = {
  upstream: "gemini",
  kind: "gemini",
  model: "gemini-3-pro",
  credential: "main",
  why: "next in turn",
  status: 200,
  error: null,
  ms: 90,
}

export const end: CallEnd = {
  status: 200,
  code: null,
  usage: { input: 100, cachedInput: 20, cacheWrite: null, output: 50, thinking: 30 },
  usd: 0.25,
  basis: "measured",
  ttfbMs: 40,
  ms: 100,
  bytesOut: 2000,
  aborted: false,
  notes: [],
}
