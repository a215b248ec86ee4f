import * as vscode from "vscode"
import type { LoopAction, LoopCard } from "../../dashboard/model/view.ts"
import type { Program } from "../program.ts"
import { loopRow, loopsFor } from "./pick-rows.ts"
import { speakerOf } from "./state-words.ts"

/**
 * The loop a command is about: the one it was given (an id, from a notification or a button), the only one that allows
 * the action, or the one the person picks. Null when there is none or nothing was picked; then it was said why.
 */
export async function chooseLoop(
  program: Program,
  action: LoopAction | null,
  given: readonly unknown[],
): Promise<LoopCard | null> {
  const view = await program.fresh()
  const fitting = loopsFor(view, action)
  const [wanted] = given
  if (typeof wanted === "string") {
    const named = view.loops.find(({ id }) => id === wanted)
    if (named !== undefined && fitting.includes(named)) return named
    void vscode.window.showInformationMessage(named === undefined ? noneText(action) : named.next)
    return null
  }
  const [only] = fitting
  if (only === undefined) {
    await sayNone(action, view.loops.length === 0)
    return null
  }
  if (fitting.length === 1) return only
  const speaker = speakerOf(vscode.env.language)
  const picked = await vscode.window.showQuickPick(
    fitting.map((card) => loopRow(card, speaker)),
    { title: vscode.l10n.t("Which loop?"), matchOnDescription: true, matchOnDetail: true },
  )
  return picked?.value ?? null
}

async function sayNone(action: LoopAction | null, empty: boolean): Promise<void> {
  const step = empty ? vscode.l10n.t("Start a Loop…") : vscode.l10n.t("Open Dashboard")
  const chosen = await vscode.window.showInformationMessage(noneText(action), step)
  if (chosen === step) {
    await vscode.commands.executeCommand(empty ? "forLoop.start" : "forLoop.openDashboard")
  }
}

function noneText(action: LoopAction | null): string {
  const { t } = vscode.l10n
  switch (action) {
    case null:
      return t("There is no loop in this window's folders.")
    case "pause":
      return t("No loop is at work that could be paused.")
    case "resume":
      return t("No loop is paused.")
    case "cancel":
      return t("There is no loop to cancel.")
    case "steer":
      return t("No loop is at work that could be given a hint.")
    case "approve":
      return t("No finding waits for your approval.")
    case "restore":
      return t("No loop here has a checkpoint to restore.")
    case "continue":
      return t("No loop was ended by the host.")
    case "extend":
      return t("No loop has run into a limit.")
    default:
      return action satisfies never
  }
}
