import type { Person } from "../../control/person.ts"
import { prepareLoop } from "../../control/start-loop.ts"
import { defaultSettings, limits, type Settings } from "../../loop/settings.ts"
import type { ChecksChoice } from "../../loop/settle.ts"
import type { Reply, StartForm } from "../model/messages.ts"
import { type ChatPort, sendArm } from "./send-line.ts"

const mostChecks = 50
const longestCheck = 4000

/** Prepares the loop that a form describes and brings its line into the chat. Throws StoreError. */
export async function startFromForm(person: Person, form: StartForm, chat: ChatPort): Promise<Reply> {
  const wrong = wrongForm(form)
  if (wrong !== null) return { kind: "refused", message: wrong, next: "Correct the form, then start again." }
  const prepared = await prepareLoop(person, {
    task: form.task,
    workspace: form.workspace,
    settings: settingsOf(form),
    checks: checksOf(form.checks),
  })
  if (prepared.kind === "refused") return prepared
  const sent = await sendArm(chat, prepared.arm, "The loop starts with it, within 10 minutes")
  const notes = prepared.notes.join(" ")
  return sent.kind === "done" && notes !== "" ? { ...sent, message: `${sent.message} ${notes}` } : sent
}

function settingsOf(form: StartForm): Settings {
  const base = defaultSettings(form.mode)
  const completion = form.completion?.trim() ?? ""
  return {
    ...base,
    maxIterations: form.maxIterations,
    maxMinutes: form.maxMinutes,
    maxUsd: form.maxUsd ?? base.maxUsd,
    completion: completion === "" ? null : completion,
    branch: { kind: form.branch },
  }
}

function checksOf(checks: StartForm["checks"]): ChecksChoice {
  if (checks === null) return { kind: "detect" }
  return checks.length === 0 ? { kind: "none" } : { kind: "given", commands: checks }
}

/** What is wrong with a form, in one sentence; every limit is finite (invariant 4). */
function wrongForm(form: StartForm): string | null {
  const { maxIterations, maxMinutes, maxUsd, completion, checks } = form
  if (!Number.isInteger(maxIterations) || !isWithin(maxIterations, limits.maxIterations)) {
    return `The number of iterations must be a whole number from 1 to ${limits.maxIterations.max}.`
  }
  if (!isWithin(maxMinutes, limits.maxMinutes)) {
    return `The minutes must be a number from 1 to ${limits.maxMinutes.max}.`
  }
  if (maxUsd !== null && !isWithin(maxUsd, limits.maxUsd)) {
    return `The spend limit must be from $${limits.maxUsd.min} to $${limits.maxUsd.max}.`
  }
  if ((completion ?? "").length > 500) return "The claim that completes the loop has at most 500 characters."
  if (checks === null) return null
  if (checks.length > mostChecks) return `A loop has at most ${mostChecks} checks.`
  const empty = checks.some((check) => check.trim() === "" || check.length > longestCheck)
  return empty ? `A check is a command of at most ${longestCheck} characters, not an empty line.` : null
}

function isWithin(value: number, { min, max }: { readonly min: number; readonly max: number }): boolean {
  return value >= min && value <= max
}
