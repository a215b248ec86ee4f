import * as vscode from "vscode"
import type { AdminReply } from "../../admin/model/messages.ts"
import type { Program } from "../program.ts"

/** Starts the gateway and shows its page. */
export async function runStartGateway(program: Program): Promise<void> {
  const { t } = vscode.l10n
  const line = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: t("For Loop: starting the gateway") },
    () => program.gateway.start(),
  )
  if (line.kind === "refused")
    return void vscode.window.showWarningMessage(`${line.message} ${line.next}`.trim())
  await vscode.commands.executeCommand("forLoop.gateway.focus")
}

/** Ends the gateway that this window started; calls under way may finish. */
export async function runStopGateway(program: Program): Promise<void> {
  const { t } = vscode.l10n
  const end = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: t("For Loop: stopping the gateway") },
    () => program.gateway.stop(),
  )
  if (end === "elsewhere")
    void vscode.window.showWarningMessage(
      `${t("This window did not start the gateway.")} ${t("Stop it where it was started: in a terminal with Ctrl-C, or in the other window.")}`,
    )
  else vscode.window.setStatusBarMessage(t("The gateway is stopped."), 6000)
}

/** Shows the page in a browser, where a gateway runs. */
export async function runOpenGatewayPage(program: Program): Promise<void> {
  const reply = await openInBrowser(program)
  if (reply.kind === "refused") void vscode.window.showWarningMessage(`${reply.message} ${reply.next}`)
}

export async function openInBrowser(program: Program): Promise<AdminReply> {
  const { t } = vscode.l10n
  const page = program.gateway.page()
  if (page === null)
    return {
      kind: "refused",
      message: t("The gateway does not run."),
      next: t("Start it, then try again."),
    }
  await vscode.env.openExternal(vscode.Uri.parse(page, true))
  return { kind: "done", message: t("The page is opened in your browser.") }
}
