import { randomBytes } from "node:crypto"
import * as vscode from "vscode"
import { readAdminAsk } from "../../admin/answer/read-admin-ask.ts"
import { gatewayPageHtml } from "../../admin/model/page.ts"
import { isRecord } from "../../system/json-record.ts"
import type { Program } from "../program.ts"
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
  const hear = async (raw: unknown): Promise<void> => {
    if (!isRecord(raw)) return
    if (raw.kind === "ready") return panel.show()
    const ask = readAdminAsk(raw.ask)
    if (raw.kind !== "ask" || typeof raw.id !== "number") return
    const reply =
      ask === null
        ? {
            kind: "refused",
            message: vscode.l10n.t("The page asked for something unknown."),
            next: vscode.l10n.t("Reload the window."),
          }
        : await panel.ask(ask)
    await webview.postMessage({ kind: "reply", id: raw.id, reply })
  }
  const hosted = vscode.Disposable.from(
    webview.onDidReceiveMessage(hear),
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
