import type { StopReason } from "../../model/exchange.ts"

const reasons: Readonly<Record<string, StopReason>> = {
  STOP: "done",
  MAX_TOKENS: "length",
  SAFETY: "refused",
  RECITATION: "refused",
  BLOCKLIST: "refused",
  PROHIBITED_CONTENT: "refused",
  SPII: "refused",
  LANGUAGE: "refused",
  NO_IMAGE: "refused",
  MALFORMED_FUNCTION_CALL: "malformed",
  UNEXPECTED_TOOL_CALL: "malformed",
  TOO_MANY_TOOL_CALLS: "malformed",
  MALFORMED_RESPONSE: "malformed",
}

/** Why Gemini stopped (G48 to G50). It says STOP also where it calls; reasons that nobody knows yet are `other`. */
export function readFinish(reason: string, withCalls: boolean): StopReason {
  const known = reasons[reason] ?? (reason.startsWith("IMAGE_") ? "refused" : "other")
  return withCalls && (known === "done" || known === "other") ? "calls" : known
}

/** The reason as a Gemini client knows it (G51). */
export function writeFinish(reason: StopReason): string {
  switch (reason) {
    case "done":
    case "calls":
    case "stop-sequence":
    case "paused":
      return "STOP"
    case "length":
    case "context":
      return "MAX_TOKENS"
    case "refused":
      return "SAFETY"
    case "malformed":
      return "MALFORMED_FUNCTION_CALL"
    case "other":
      return "OTHER"
  }
}
