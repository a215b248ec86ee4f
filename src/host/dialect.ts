import type { Decision, WireHost } from "../loop/event.ts"
import {
  antigravityNeutral,
  decodeAntigravity,
  encodeAntigravityDecision,
  encodeAntigravityNotice,
  encodeAntigravityVerdict,
} from "./antigravity.ts"
import {
  decodeClaudeCode,
  encodeClaudeCodeDecision,
  encodeClaudeCodeNotice,
  encodeClaudeCodeVerdict,
} from "./claude-code.ts"
import {
  decodeGeminiCli,
  encodeGeminiCliDecision,
  encodeGeminiCliNotice,
  encodeGeminiCliVerdict,
} from "./gemini-cli.ts"
import type { Decoded } from "./payload.ts"

type Dialect = {
  readonly decode: (eventName: string, stdin: string, now: number) => Decoded
  readonly encodeDecision: (decision: Decision) => string
  readonly encodeNotice: (text: string) => string
  readonly encodeVerdict: (kind: "ask" | "deny", why: string) => string
  readonly neutral: (eventName: string) => string
}

const dialects: Readonly<Record<WireHost, Dialect>> = {
  antigravity: {
    decode: decodeAntigravity,
    encodeDecision: encodeAntigravityDecision,
    encodeNotice: encodeAntigravityNotice,
    encodeVerdict: encodeAntigravityVerdict,
    neutral: antigravityNeutral,
  },
  "claude-code": {
    decode: decodeClaudeCode,
    encodeDecision: encodeClaudeCodeDecision,
    encodeNotice: encodeClaudeCodeNotice,
    encodeVerdict: encodeClaudeCodeVerdict,
    neutral: () => "{}",
  },
  "gemini-cli": {
    decode: decodeGeminiCli,
    encodeDecision: encodeGeminiCliDecision,
    encodeNotice: encodeGeminiCliNotice,
    encodeVerdict: encodeGeminiCliVerdict,
    neutral: () => "{}",
  },
}

/**
 * One event of a host from the text of its stdin, or one sentence why it is none. Never throws, whatever comes in.
 * `now` in epoch ms; it only matters for a quota error that names a time of day.
 */
export function decodeEvent(
  host: WireHost,
  eventName: string,
  stdinText: string,
  now: number = Date.now(),
): Decoded {
  return dialects[host].decode(eventName, stdinText, now)
}

/** Answer to a Stop: one JSON object in the host's own verb. Throws on a blank prompt, which is a bug. */
export function encodeDecision(host: WireHost, decision: Decision): string {
  return dialects[host].encodeDecision(decision)
}

/** Answer to a prompt event that tells the agent something. Throws on a blank text, which is a bug. */
export function encodeNotice(host: WireHost, text: string): string {
  return dialects[host].encodeNotice(text)
}

/** Answer to an event before a tool call that holds it up. Throws on a blank reason, which is a bug. */
export function encodeVerdict(host: WireHost, kind: "ask" | "deny", why: string): string {
  return dialects[host].encodeVerdict(kind, why)
}

/** The answer that changes nothing, for every fault and every event we have no opinion on. */
export function neutral(host: WireHost, eventName: string): string {
  return dialects[host].neutral(eventName)
}
