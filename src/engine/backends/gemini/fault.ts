import { classifyError, resumeIn } from "../../../host/upstream-error.ts"
import type { FaultClass } from "../../backend.ts"

/** What went wrong with one model call. `resumeAt` in epoch ms where the service told it. */
export type CallFault = {
  readonly class: FaultClass
  readonly why: string
  readonly retryable: boolean
  readonly resumeAt: number | null
}

/** A fault of the API's client or of the network as a turn's fault. `now` in epoch ms. Never throws. */
export function faultOf(thrown: unknown, now: number): CallFault {
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  const status = statusOf(thrown)
  const why = `Gemini: ${firstMessage(text)}`
  const resumeMs = resumeIn(text, now)
  const resumeAt = resumeMs === null ? null : now + resumeMs
  if (status === null) return fromText(text, why, now)
  if (status === 429) return { class: "rate-limited", why, retryable: true, resumeAt }
  // A gateway's budget; the service itself never answers so.
  if (status === 402) return { class: "budget", why, retryable: false, resumeAt: beginsAnew(text) }
  if (status === 401 || status === 403) return { class: "auth", why, retryable: false, resumeAt: null }
  if (status === 400 || status === 413) return fromText(text, why, now, "unsupported")
  if (status === 404) return { class: "unsupported", why, retryable: false, resumeAt: null }
  return { class: "infrastructure", why, retryable: status >= 500 || status === 408, resumeAt }
}

function fromText(
  text: string,
  why: string,
  now: number,
  otherwise: FaultClass = "infrastructure",
): CallFault {
  const known = classifyError(text, now)
  if (known.kind === "context") return { class: "context", why, retryable: true, resumeAt: null }
  if (known.kind === "auth") return { class: "auth", why, retryable: false, resumeAt: null }
  return { class: otherwise, why, retryable: otherwise === "infrastructure", resumeAt: null }
}

/** When the budget that a gateway names begins anew, epoch ms; null = never by itself. */
function beginsAnew(text: string): number | null {
  const at = Date.parse(/begins anew at (\d{4}-\d\d-\d\dT[\d:.]+Z)/.exec(text)?.[1] ?? "")
  return Number.isNaN(at) ? null : at
}

function statusOf(thrown: unknown): number | null {
  if (typeof thrown !== "object" || thrown === null || !("status" in thrown)) return null
  return typeof thrown.status === "number" ? thrown.status : null
}

/** The API's own sentence out of the JSON that its client puts into the message. Keys never stand in it. */
function firstMessage(text: string): string {
  const told = /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1]
  return (told ?? text)
    .replaceAll("\\n", " ")
    .replaceAll('\\"', '"')
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, 400)
}

/** Reasons for which a model ends an answer that nothing of ours can change by asking again. */
const refusals = [
  "SAFETY",
  "PROHIBITED_CONTENT",
  "BLOCKLIST",
  "SPII",
  "RECITATION",
  "IMAGE_SAFETY",
  "IMAGE_PROHIBITED_CONTENT",
  "LANGUAGE",
]

/** The fault that an answer's end means; null when the answer counts. */
export function faultOfFinish(finish: string): CallFault | null {
  if (refusals.includes(finish)) {
    const why = `Gemini withheld its answer (${finish})`
    return { class: "safety", why, retryable: false, resumeAt: null }
  }
  if (finish === "") {
    const why = "Gemini's answer broke off before its end"
    return { class: "infrastructure", why, retryable: true, resumeAt: null }
  }
  return null
}
