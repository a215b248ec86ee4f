import * as vscode from "vscode"
import { defaultSettings, limits, type Mode } from "../../loop/settings.ts"
import type { StartDefaults } from "../settings/setting-rules.ts"

type Limits = Pick<StartDefaults, "maxIterations" | "maxMinutes" | "maxUsd" | "mode">

/** Confirms the limits of the settings, or changes them for this loop. Null when the person left. */
export async function askLimits(defaults: StartDefaults): Promise<Limits | null> {
  const { t } = vscode.l10n
  let now: Limits = {
    maxIterations: defaults.maxIterations,
    maxMinutes: defaults.maxMinutes,
    maxUsd: defaults.maxUsd,
    mode: defaults.mode,
  }
  for (;;) {
    const usd = now.maxUsd ?? defaultSettings(now.mode).maxUsd
    const rows = [
      { label: `$(play) ${t("Start")}`, detail: summary(now, usd), choice: "start" as const },
      { label: t("Iterations: {0}", now.maxIterations), choice: "iterations" as const },
      { label: t("Minutes: {0}", now.maxMinutes), choice: "minutes" as const },
      { label: t("US dollars: {0}", usd), choice: "usd" as const },
      { label: t("Mode: {0}", now.mode), choice: "mode" as const },
    ]
    const picked = await vscode.window.showQuickPick(rows, {
      title: t("Start a loop: limits"),
      ignoreFocusOut: true,
    })
    if (picked === undefined) return null
    switch (picked.choice) {
      case "start":
        return now
      case "iterations":
        now = {
          ...now,
          maxIterations: await askNumber(t("Iterations"), now.maxIterations, limits.maxIterations, 1),
        }
        break
      case "minutes":
        now = { ...now, maxMinutes: await askNumber(t("Minutes"), now.maxMinutes, limits.maxMinutes, 1) }
        break
      case "usd":
        now = { ...now, maxUsd: await askNumber(t("US dollars"), usd, limits.maxUsd, 0.01) }
        break
      case "mode":
        now = { ...now, mode: await askMode(now.mode) }
        break
      default:
        picked satisfies never
    }
  }
}

function summary({ maxIterations, maxMinutes, mode }: Limits, usd: number): string {
  return vscode.l10n.t(
    "Iterations: {0}, minutes: {1}, US dollars: {2}, mode: {3}",
    maxIterations,
    maxMinutes,
    usd,
    mode,
  )
}

/** The number that was typed, or the present one when the person left the question. */
async function askNumber(
  title: string,
  present: number,
  range: { readonly min: number; readonly max: number },
  step: number,
): Promise<number> {
  const fits = (number: number): boolean =>
    number >= range.min && number <= range.max && (step !== 1 || Number.isInteger(number))
  const text = await vscode.window.showInputBox({
    title,
    value: String(present),
    ignoreFocusOut: true,
    validateInput: (typed) =>
      typed.trim() !== "" && fits(Number(typed))
        ? null
        : vscode.l10n.t("A number from {0} to {1}.", range.min, range.max),
  })
  return text === undefined ? present : Number(text)
}

async function askMode(present: Mode): Promise<Mode> {
  const { t } = vscode.l10n
  const rows = [
    {
      label: "safe",
      detail: t("You review every 3 iterations; dangerous commands are denied."),
      mode: "safe" as const,
    },
    {
      label: "auto",
      detail: t("Runs on its own; you are asked about dangerous commands."),
      mode: "auto" as const,
    },
    {
      label: "unsafe",
      detail: t("Dangerous commands run in a sandbox only; caps are five times higher."),
      mode: "unsafe" as const,
    },
  ]
  const picked = await vscode.window.showQuickPick(rows, { title: t("Mode"), ignoreFocusOut: true })
  return picked?.mode ?? present
}
