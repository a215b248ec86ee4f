import * as vscode from "vscode"
import { hostWebview, type PageProgram } from "./webview-host.ts"

/** Kind of our editor tabs; `package.json` names it in an activation event, so that a tab of the last session comes back. */
const tabKind = "forLoop.dashboard"

/** The dashboard as an editor tab: the one that is open comes to the front. */
export function dashboardTabs(
  extension: vscode.Uri,
  program: PageProgram,
): { open(): void; adopt(tab: vscode.WebviewPanel): void } {
  let present: vscode.WebviewPanel | null = null
  const adopt = (tab: vscode.WebviewPanel): void => {
    present = tab
    tab.iconPath = vscode.Uri.joinPath(extension, "media", "icon.png")
    const hosted = hostWebview(tab.webview, "editor", extension, program)
    tab.onDidDispose(() => {
      hosted.dispose()
      if (present === tab) present = null
    })
  }
  return {
    adopt,
    open() {
      if (present !== null) return present.reveal()
      adopt(
        vscode.window.createWebviewPanel(tabKind, "For Loop", vscode.ViewColumn.Active, {
          enableScripts: true,
        }),
      )
    },
  }
}
