import * as vscode from "vscode"
import type { Person } from "../../control/person.ts"
import { readConfigTrust, trustConfig, visibleCommand } from "../../control/trust-config.ts"

/**
 * Shows the exact commands that a repository's own configuration names and asks whether they may run (S34). Throws
 * StoreError.
 */
export async function approveChecks(
  person: Person,
  workspace: string,
): Promise<"approved" | "nothing-to-ask" | "refused"> {
  const { t } = vscode.l10n
  const found = readConfigTrust(person, workspace)
  if (found.kind === "refused") {
    void vscode.window.showWarningMessage(`${found.message} ${found.next}`)
    return "refused"
  }
  if (found.kind === "absent" || found.trusted) return "nothing-to-ask"
  const commands = found.checks.map((command) => ({
    label: `$(terminal) ${visibleCommand(command)}`,
    choice: "look" as const,
  }))
  const yes = {
    label: `$(check) ${t("Let these commands run")}`,
    detail: t("Holds for this folder until {0} changes.", found.file),
    choice: "yes" as const,
  }
  const no = { label: `$(close) ${t("Do not run them")}`, choice: "no" as const }
  for (;;) {
    // The commands come first: whoever presses Enter unread has allowed nothing.
    const picked = await vscode.window.showQuickPick([...commands, yes, no], {
      title: t("{0} of this repository names these checks", found.file),
      ignoreFocusOut: true,
    })
    if (picked === undefined || picked.choice === "no") return "refused"
    if (picked.choice === "yes") break
  }
  trustConfig(person, found)
  return "approved"
}
