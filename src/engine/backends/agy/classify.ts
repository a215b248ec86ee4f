import { classifyError, resumeIn } from "../../../host/upstream-error.ts"
import { isRecord, parseRecord } from "../../../system/json-record.ts"
import { type Said, usageOfTurn } from "./collect.ts"

/** How the process ended, as far as we know. `idle`: our watchdog; `limit`: the turn's deadline; `lingered`: it stayed after its result. */
export type AgyExit =
  | { readonly kind: "exited"; readonly exitCode: number }
  | { readonly kind: "signalled"; readonly signal: string }
  | { readonly kind: "idle" | "limit" | "lingered" | "aborted" }
  | { readonly kind: "not-started"; readonly why: string }

/** What one run of agy was, by the contract of platform document §5.3: an exit code alone says nothing. */
export type AgyOutcome =
  | { readonly kind: "success"; readonly text: string }
  | { readonly kind: "denied"; readonly actions: readonly string[] }
  | { readonly kind: "quota"; readonly why: string; readonly resumeInMs: number | null }
  | { readonly kind: "auth" | "config-error" | "context"; readonly why: string }
  | { readonly kind: "infra-error"; readonly why: string; readonly retryable: boolean }
  | {
      readonly kind: "timeout" | "idle-timeout" | "empty" | "canceled" | "incomplete" | "crashed" | "aborted"
    }

const timeoutLine = /print timeout after \S+ with turn in progress|timeout waiting for response/
const deniedLine = /auto-denied/

/** Classifies a run. `now` in epoch ms, for reset times that are told as a moment. Pure. */
export function classifyRun(said: Said, exit: AgyExit, stderr: string, now: number): AgyOutcome {
  const { result } = said
  if (exit.kind === "aborted") return { kind: "aborted" }
  if (exit.kind === "not-started") return { kind: "config-error", why: exit.why }
  const error = agyError(stderr)
  if (error !== null) return fromError(error, now)
  if (timeoutLine.test(stderr)) return { kind: "timeout" }
  if (exit.kind === "idle" && result === null) return { kind: "idle-timeout" }
  if (exit.kind === "limit" && result === null) return { kind: "timeout" }
  if (result === null)
    return exit.kind === "exited" && exit.exitCode === 1 ? fromText(stderr, now) : { kind: "crashed" }
  const denied = result.denied.length > 0 || deniedLine.test(stderr)
  if (denied && result.response.trim() === "") return { kind: "denied", actions: result.denied }
  if (result.status === "ERROR") return fromText(result.error ?? stderr, now)
  if (exit.kind === "exited" && exit.exitCode !== 0) return fromText(stderr || (result.error ?? ""), now)
  if (exit.kind === "signalled") return { kind: "crashed" }
  if (result.status === "CANCELED" || result.status === "INTERRUPTED") return { kind: "canceled" }
  if (said.failedAnswer)
    return { kind: "infra-error", why: "an answer of the model broke off", retryable: true }
  if (said.active.size > 0) return { kind: "incomplete" }
  if (result.status !== "SUCCESS") return { kind: "incomplete" }
  if (result.response.trim() === "" && usageOfTurn(said) === null) return { kind: "empty" }
  return { kind: "success", text: result.response }
}

type AgyError = {
  readonly text: string
  readonly status: string
  readonly code: number | null
  readonly retryable: boolean
}

/** The line `AGY_ERROR: {json}` that agy writes to stderr when a model or quota error ends a turn. */
function agyError(stderr: string): AgyError | null {
  const line = /^AGY_ERROR: (\{.*\})\s*$/m.exec(stderr)?.[1]
  const value = line === undefined ? null : parseRecord(line)
  if (!isRecord(value)) return null
  return {
    text: typeof value.short_error === "string" ? value.short_error : stderr,
    status: typeof value.status === "string" ? value.status : "",
    code: typeof value.error_code === "number" ? value.error_code : null,
    retryable: value.retryable === true,
  }
}

function fromError(error: AgyError, now: number): AgyOutcome {
  if (error.code === 429 || error.status === "RESOURCE_EXHAUSTED") {
    return { kind: "quota", why: error.text, resumeInMs: resumeIn(error.text, now) }
  }
  const known = classifyError(error.text, now)
  if (known.kind === "auth" || known.kind === "context") return { kind: known.kind, why: error.text }
  return { kind: "infra-error", why: error.text, retryable: error.retryable }
}

/** Words of a lone result or of stderr: only where no code is told. */
function fromText(text: string, now: number): AgyOutcome {
  const why =
    text
      .trim()
      .split("\n", 1)[0]
      ?.replace(/^error: /, "") ?? ""
  const known = classifyError(text, now)
  switch (known.kind) {
    case "quota":
      return { kind: "quota", why, resumeInMs: known.resumeInMs }
    case "auth":
    case "context":
      return { kind: known.kind, why }
    case "other":
      return { kind: "config-error", why: why === "" ? "agy ended without saying why" : why }
    default:
      return known satisfies never
  }
}
