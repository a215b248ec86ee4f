import { randomBytes } from "node:crypto"
import * as vscode from "vscode"
import { readAsk } from "../../dashboard/feed/read-ask.ts"
import type { Ask, Reply } from "../../dashboard/model/messages.ts"
import { pageHtml } from "../../dashboard/model/page.ts"
import type { DashboardView } from "../../dashboard/model/view.ts"
import type { Dashboards } from "./dashboards.ts"
import { hearPage } from "./hear-page.ts"

/** What a page needs of the program around it. */
export type PageProgram = {
  readonly pages: Pick<Dashboards, "add">
  readonly fresh: () => Promise<DashboardView>
  readonly ask: (ask: Ask) => Promise<Reply>
  readonly trouble: (thrown: unknown) => void
}

/**
 * Puts the dashboard into a webview and connects it with the program until the result is disposed. The page keeps where
 * its reader is, so a hidden one may be thrown away: it comes back as it was and says again that it is ready.
 */
export function hostWebview(
  webview: vscode.Webview,
  kind: "sidebar" | "editor",
  extension: vscode.Uri,
  program: PageProgram,
): vscode.Disposable {
  const folder = vscode.Uri.joinPath(extension, "dist", "dashboard")
  const place = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString()
  let page: vscode.Disposable | null = null
  const ready = async (): Promise<void> => {
    const post = (message: unknown) => webview.postMessage(message)
    try {
      const view = await program.fresh()
      void post({ kind: "view", view })
    } catch (thrown) {
      program.trouble(thrown)
      tellUnreadable()
    }
    // In the same breath as the view was sent, so that no change falls between.
    page?.dispose()
    page = vscode.Disposable.from(program.pages.add(post))
  }
  const listening = hearPage(webview, { read: readAsk, ready, ask: program.ask })
  webview.options = { enableScripts: true, localResourceRoots: [folder] }
  webview.html = pageHtml({
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString("hex"),
    scriptUrl: place("main.js"),
    styleUrl: place("main.css"),
    lang: vscode.env.language,
    kind,
  })
  return new vscode.Disposable(() => {
    listening.dispose()
    page?.dispose()
  })
}

function tellUnreadable(): void {
  const { t } = vscode.l10n
  const look = t("Open Log")
  void vscode.window
    .showErrorMessage(t("The loops cannot be read; the log says why."), look)
    .then((chosen) => {
      if (chosen === look) void vscode.commands.executeCommand("forLoop.openLog")
    })
}
