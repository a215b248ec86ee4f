import { randomBytes } from "node:crypto"
import * as vscode from "vscode"
import { readAdminAsk } from "../../admin/answer/read-admin-ask.ts"
import { gatewayPageHtml } from "../../admin/model/page.ts"
import type { Program } from "../program.ts"
import { hearPage } from "../view/hear-page.ts"
import { openInBrowser } from "./gateway-commands.ts"
import { gatewayPanel } from "./gateway-panel.ts"

/** Puts the gateway's page into the sidebar; nothing is read for it while it cannot be seen. */
export function hostGateway(view: vscode.WebviewView, extension: vscode.Uri, program: Program): void {
  const { webview } = view
  const folder = vscode.Uri.joinPath(extension, "dist", "dashboard")
  const place = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString()
  const panel = gatewayPanel({
    service: program.gateway,
    now: program.person.now,
    post: (message) => void webview.postMessage(message),
    openBrowser: () => openInBrowser(program),
    openText: program.openText,
    t: vscode.l10n.t,
    trouble: program.trouble,
  })
  const hosted = vscode.Disposable.from(
    hearPage(webview, { read: readAdminAsk, ready: panel.show, ask: panel.ask }),
    // A hidden page has no script; it says again that it is ready when it comes back.
    view.onDidChangeVisibility(() => (view.visible ? undefined : panel.hide())),
    { dispose: () => panel.hide() },
  )
  view.onDidDispose(() => hosted.dispose())
  webview.options = { enableScripts: true, localResourceRoots: [folder] }
  webview.html = gatewayPageHtml({
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString("hex"),
    scriptUrl: place("gateway.js"),
    sharedStyleUrl: place("main.css"),
    styleUrl: place("gateway.css"),
    lang: vscode.env.language,
    kind: "sidebar",
  })
}
