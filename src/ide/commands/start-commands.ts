import * as vscode from "vscode"
import type { ArmView } from "../../dashboard/model/view.ts"
import { approveChecks } from "../form/approve-checks.ts"
import { quickStart } from "../form/quick-start.ts"
import type { Program } from "../program.ts"
import { windowSettings } from "../settings/window-settings.ts"
import { oneChoice } from "./one-choice.ts"
import { showReply } from "./show-reply.ts"

/** Asks for a task with the form of the dashboard, or with questions, as the settings say. */
export async function runStart(program: Program): Promise<void> {
  if (windowSettings(null).startWith === "quickPick") return await runQuickStart(program)
  await vscode.commands.executeCommand("forLoop.dashboard.focus")
  await program.pages.show({ kind: "show", place: "start", loop: null })
}

export async function runQuickStart(program: Program): Promise<void> {
  const form = await quickStart(
    program.person,
    program.workspaces(),
    (workspace) => windowSettings(workspace).start,
  )
  if (form !== null) await showReply(program, await program.ask({ kind: "start", form }))
}

/** The line of a prepared loop goes to the chat once more, or the loop is withdrawn. */
export async function runArm(
  program: Program,
  kind: "send-arm" | "withdraw-arm",
  given: readonly unknown[],
): Promise<void> {
  const arm = await chooseArm(program, given)
  if (arm !== null) await showReply(program, await program.ask({ kind, token: arm.token }))
}

/** The checks that a repository's own configuration names may run from now on. */
export async function runApproveChecks(program: Program, given: readonly unknown[]): Promise<void> {
  const { t } = vscode.l10n
  const [wanted] = given
  const rows = program.workspaces().map((folder) => ({ label: folder }))
  const folder = typeof wanted === "string" ? wanted : (await oneChoice(rows, t("Which folder?")))?.label
  if (folder === undefined) {
    if (rows.length === 0) void vscode.window.showInformationMessage(t("Open a folder first."))
    return
  }
  if ((await approveChecks(program.person, folder)) === "approved") {
    await program.pages.show({ kind: "show", place: "start", loop: null })
  }
}

async function chooseArm(program: Program, given: readonly unknown[]): Promise<ArmView | null> {
  const { arms } = await program.fresh()
  const [wanted] = given
  const rows = arms
    .filter(({ token }) => typeof wanted !== "string" || token === wanted)
    .map((arm) => ({ label: arm.task.split("\n")[0] ?? "", detail: arm.workspace, arm }))
  if (rows.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t("No loop waits for the chat."))
  }
  return (await oneChoice(rows, vscode.l10n.t("Which waiting loop?")))?.arm ?? null
}
