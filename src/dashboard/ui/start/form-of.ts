import type { StartForm } from "../../model/messages.ts"
import type { StartDraft } from "../ui-state.ts"

export type FormProblem = "task" | "checks" | "iterations" | "minutes" | "usd"

export type MadeForm =
  | { readonly kind: "form"; readonly form: StartForm }
  | { readonly kind: "problem"; readonly problem: FormProblem }

/** What the fields take; the program checks it again. */
export const ranges = {
  iterations: { min: 1, max: 1000 },
  minutes: { min: 1, max: 10_080 },
  usd: { min: 0.01, max: 100_000 },
} as const

/** The order that the fields make up, or the first that is wrong. */
export function formOf(draft: StartDraft, workspace: string): MadeForm {
  const iterations = numberIn("iterations", draft.iterations)
  const minutes = numberIn("minutes", draft.minutes)
  const usd = draft.usd.trim() === "" ? null : numberIn("usd", draft.usd)
  const checks = (draft.checks ?? []).map((check) => check.trim()).filter((check) => check !== "")
  if (draft.task.trim() === "") return { kind: "problem", problem: "task" }
  if (!draft.noCheck && checks.length === 0) return { kind: "problem", problem: "checks" }
  if (iterations === undefined || !Number.isInteger(iterations))
    return { kind: "problem", problem: "iterations" }
  if (minutes === undefined || !Number.isInteger(minutes)) return { kind: "problem", problem: "minutes" }
  if (usd === undefined) return { kind: "problem", problem: "usd" }
  return {
    kind: "form",
    form: {
      task: draft.task,
      workspace,
      checks: draft.noCheck ? [] : checks,
      maxIterations: iterations,
      maxMinutes: minutes,
      maxUsd: usd,
      mode: draft.mode,
      completion: draft.completion.trim() === "" ? null : draft.completion.trim(),
      branch: draft.ownBranch ? "auto" : "none",
    },
  }
}

function numberIn(name: keyof typeof ranges, text: string): number | undefined {
  const { min, max } = ranges[name]
  const value = text.trim() === "" ? Number.NaN : Number(text)
  return value >= min && value <= max ? value : undefined
}
