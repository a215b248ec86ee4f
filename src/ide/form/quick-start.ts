import * as vscode from "vscode"
import { previewChecks } from "../../control/choose.ts"
import type { Person } from "../../control/person.ts"
import type { StartForm } from "../../dashboard/model/messages.ts"
import type { StartDefaults } from "../settings/setting-rules.ts"
import { approveChecks } from "./approve-checks.ts"
import { askLimits } from "./ask-limits.ts"

/**
 * Asks for a loop with a few questions at the top of the window: task, checks to confirm, limits. Null when the person
 * left. Throws StoreError.
 */
export async function quickStart(
  person: Person,
  workspaces: readonly string[],
  defaultsOf: (workspace: string) => StartDefaults,
): Promise<StartForm | null> {
  const { t } = vscode.l10n
  const workspace = await askWorkspace(workspaces)
  if (workspace === null) return null
  const task = await vscode.window.showInputBox({
    title: t("Start a loop: the task"),
    prompt: t("What shall the agent achieve? For a longer text use the form in the dashboard."),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === "" ? t("Say what is to be done.") : null),
  })
  if (task === undefined) return null
  const checks = await askChecks(person, workspace)
  if (checks === null) return null
  const limits = await askLimits(defaultsOf(workspace))
  if (limits === null) return null
  const { completion, branch } = defaultsOf(workspace)
  return { task, workspace, checks: checks.commands, ...limits, completion, branch }
}

async function askWorkspace(workspaces: readonly string[]): Promise<string | null> {
  const { t } = vscode.l10n
  const [first] = workspaces
  if (first === undefined) {
    const open = t("Open Folder…")
    const chosen = await vscode.window.showInformationMessage(
      t("A loop works in a folder. Open one first."),
      open,
    )
    if (chosen === open) await vscode.commands.executeCommand("workbench.action.files.openFolder")
    return null
  }
  if (workspaces.length === 1) return first
  return (await vscode.window.showQuickPick(workspaces, { title: t("Start a loop: the folder") })) ?? null
}

type Checks = { readonly commands: readonly string[] | null }

async function askChecks(person: Person, workspace: string): Promise<Checks | null> {
  const { t } = vscode.l10n
  await approveChecks(person, workspace)
  const found = await previewChecks(person, workspace)
  const detected =
    found.kind === "chosen"
      ? [{ label: `$(check) ${found.checks.join(", ")}`, detail: found.why, choice: "use" as const }]
      : []
  const own = {
    label: `$(edit) ${t("Name the check myself…")}`,
    detail: found.kind === "chosen" ? "" : found.message,
    choice: "own" as const,
  }
  const none = {
    label: `$(warning) ${t("Work without a check")}`,
    detail: t("The agent's word ends the loop, and the result stays unverified."),
    choice: "none" as const,
  }
  const picked = await vscode.window.showQuickPick([...detected, own, none], {
    title: t("Start a loop: which check decides?"),
    ignoreFocusOut: true,
  })
  if (picked === undefined) return null
  switch (picked.choice) {
    case "use":
      return { commands: null }
    case "none":
      return { commands: [] }
    case "own":
      return await askOwnCheck()
    default:
      return picked satisfies never
  }
}

async function askOwnCheck(): Promise<Checks | null> {
  const { t } = vscode.l10n
  const command = await vscode.window.showInputBox({
    title: t("Start a loop: the check"),
    prompt: t("A command that succeeds only when the task is done."),
    placeHolder: "npm test",
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === "" ? t("Name a command.") : null),
  })
  return command === undefined ? null : { commands: [command.trim()] }
}
