import { isRecord } from "../../system/json-record.ts"
import type { Ask, StartForm } from "../model/messages.ts"

/** Decodes what a UI asks; null when it is none of our questions. What it names is looked at where it is used. */
export function readAsk(raw: unknown): Ask | null {
  if (!isRecord(raw)) return null
  const { kind, loop, token, workspace, finding } = raw
  switch (kind) {
    case "detect-checks":
      return isText(workspace) ? { kind, workspace } : null
    case "start": {
      const form = readForm(raw.form)
      return form === null ? null : { kind, form }
    }
    case "withdraw-arm":
    case "send-arm":
      return isText(token) ? { kind, token } : null
    case "pause":
    case "resume":
    case "cancel":
    case "continue":
      return isText(loop) ? { kind, loop } : null
    case "extend": {
      const { maxIterations, maxMinutes } = raw
      if (!isText(loop) || !isAmountOrNull(maxIterations) || !isAmountOrNull(maxMinutes)) return null
      return { kind, loop, maxIterations, maxMinutes }
    }
    case "steer":
      return isText(loop) && isText(raw.hint) ? { kind, loop, hint: raw.hint } : null
    case "approve":
    case "reject":
      return isText(loop) && isText(finding) ? { kind, loop, finding } : null
    case "restore":
      return isText(loop) && isNumber(raw.checkpoint) ? { kind, loop, checkpoint: raw.checkpoint } : null
    case "diff":
    case "iteration":
    case "open-log":
      return isText(loop) && isNumber(raw.n) ? { kind, loop, n: raw.n } : null
    case "open-file": {
      const { file, line } = raw
      if (!isText(loop) || !isText(file)) return null
      return line === null || isNumber(line) ? { kind, loop, file, line } : null
    }
    case "report": {
      const { format } = raw
      return isText(loop) && (format === "markdown" || format === "json") ? { kind, loop, format } : null
    }
    case "setup":
    case "doctor":
      return { kind }
    default:
      return null
  }
}

const modes = ["safe", "auto", "unsafe"] as const
const branches = ["auto", "none"] as const

function readForm(raw: unknown): StartForm | null {
  if (!isRecord(raw)) return null
  const { task, workspace, maxIterations, maxMinutes, maxUsd, completion } = raw
  const mode = modes.find((name) => name === raw.mode)
  const branch = branches.find((name) => name === raw.branch)
  const checks = readChecks(raw.checks)
  if (!isText(task) || !isText(workspace) || mode === undefined || branch === undefined) return null
  if (!isAmount(maxIterations) || !isAmount(maxMinutes) || !isAmountOrNull(maxUsd)) return null
  if (checks === undefined || !(completion === null || isText(completion))) return null
  return { task, workspace, checks, maxIterations, maxMinutes, maxUsd, mode, completion, branch }
}

/** Undefined = not readable; null is an answer of its own. */
function readChecks(raw: unknown): readonly string[] | null | undefined {
  if (raw === null) return null
  if (!Array.isArray(raw)) return undefined
  const checks = raw.filter(isText)
  return checks.length === raw.length ? checks : undefined
}

function isText(value: unknown): value is string {
  return typeof value === "string"
}

/** A number of an iteration, a checkpoint or a line. */
function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0
}

function isAmount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value)
}

function isAmountOrNull(value: unknown): value is number | null {
  return value === null || isAmount(value)
}
