/**
 * The item in the status bar. Wiring: `const bar = statusBar("forLoop.openDashboard", () => windowSettings(null))`, then
 * `bar.show(view)` for every view; dispose it with the extension. A click runs the command with the loop's id.
 */
import * as vscode from "vscode"
import type { DashboardView } from "../dashboard/model/view.ts"
import { type StatusText, statusText } from "./notifications/status-text.ts"

/** A countdown is drawn anew this often; nothing else is. */
const tickMs = 1000

export function statusBar(
  command: string,
  settings: () => { readonly statusBar: "always" | "loops" | "never" },
): { show(view: DashboardView): void } & vscode.Disposable {
  const item = vscode.window.createStatusBarItem("forLoop.status", vscode.StatusBarAlignment.Left, 50)
  item.name = vscode.l10n.t("For Loop")
  let timer: NodeJS.Timeout | null = null
  const draw = (view: DashboardView) => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const status = statusText(view, Date.now(), vscode.l10n.t)
    const { statusBar: when } = settings()
    if (when === "never" || (when === "loops" && !status.worthy)) {
      item.hide()
      return
    }
    put(item, status, command)
    if (status.ticks) timer = setTimeout(() => draw(view), tickMs)
  }
  return {
    show: draw,
    dispose: () => {
      if (timer !== null) clearTimeout(timer)
      item.dispose()
    },
  }
}

function put(item: vscode.StatusBarItem, status: StatusText, command: string): void {
  item.text = status.text
  item.tooltip = status.tooltip
  // A reader hears the plain lines, not the names of icons.
  item.accessibilityInformation = { label: `${vscode.l10n.t("For Loop")}: ${status.spoken}` }
  item.backgroundColor = backgroundOf(status.look)
  item.command = {
    command,
    title: vscode.l10n.t("Open the dashboard"),
    arguments: status.loop === null ? [] : [status.loop],
  }
  item.show()
}

function backgroundOf(look: StatusText["look"]): vscode.ThemeColor | undefined {
  if (look === "plain") return undefined
  return new vscode.ThemeColor(`statusBarItem.${look}Background`)
}
