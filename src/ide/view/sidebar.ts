import * as vscode from "vscode"
import type { DashboardView } from "../../dashboard/model/view.ts"
import type { Program } from "../program.ts"
import { waitingForYou } from "./waiting-for-you.ts"
import { hostWebview } from "./webview-host.ts"

/** The dashboard in the sidebar, with a badge that counts the loops which wait for a person. */
export function hostSidebar(view: vscode.WebviewView, extension: vscode.Uri, program: Program): void {
  const count = (now: DashboardView): void => {
    const value = waitingForYou(now)
    // The host keeps showing a badge that is taken away; one of zero is not drawn.
    view.badge = { value, tooltip: value === 0 ? "" : vscode.l10n.t("Loops that wait for you: {0}", value) }
  }
  const hosted = vscode.Disposable.from(
    program.views(count),
    hostWebview(view.webview, "sidebar", extension, program),
  )
  view.onDidDispose(() => hosted.dispose())
}
