import * as vscode from "vscode"
import type { Reply } from "../../dashboard/model/messages.ts"
import type { SetupService } from "../setup/setup-service.ts"

/** Installs or repairs the plugin, after the person has seen which files are written. */
export async function confirmSetUp(setup: Pick<SetupService, "plan" | "setUp">): Promise<Reply> {
  const { t } = vscode.l10n
  const plan = await setup.plan()
  if (plan.kind === "refused") {
    return {
      kind: "refused",
      message: plan.why,
      next: t("Run the doctor to see what else stands in the way."),
    }
  }
  const yes = { label: `$(check) ${t("Write these files")}`, alwaysShow: true }
  const files = plan.writes.map((path) => ({ label: `$(file) ${path}` }))
  const picked = await vscode.window.showQuickPick([yes, ...files], {
    title: t("Set up the agent plugin: {0} files", plan.writes.length),
    placeHolder: t("Nothing is written until you choose the first row."),
    ignoreFocusOut: true,
  })
  if (picked !== yes) return { kind: "refused", message: t("Nothing was written."), next: "" }
  return await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: t("For Loop: setting up the agent plugin") },
    async () => await setup.setUp(),
  )
}
