import { randomBytes } from "node:crypto"
import * as vscode from "vscode"
import type { Reply, UiMessage } from "../../dashboard/model/messages.ts"
import { pageHtml } from "../../dashboard/model/page.ts"
import type { Program } from "../program.ts"
import { readMessage } from "./read-message.ts"

/**
 * Puts the dashboard into a webview and connects it with the program until the webview is gone. The UI keeps what it
 * shows in its own state, so a hidden view may be thrown away and comes back as it was.
 */
export function hostWebview(
  webview: vscode.Webview,
  kind: "sidebar" | "editor",
  extension: vscode.Uri,
  program: Program,
): vscode.Disposable {
  const folder = vscode.Uri.joinPath(extension, "dist", "dashboard")
  webview.options = { enableScripts: true, localResourceRoots: [folder] }
  const place = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString()
  const listening: vscode.Disposable[] = []
  listening.push(
    webview.onDidReceiveMessage(async (raw: unknown) => {
      const message = readMessage(raw)
      if (message === null) return
      if (message.kind === "ready") return connect()
      const reply = await answered(program, message)
      await webview.postMessage({ kind: "reply", id: message.id, reply })
    }),
  )
  webview.html = pageHtml({
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString("hex"),
    scriptUrl: place("main.js"),
    styleUrl: place("main.css"),
    lang: vscode.env.language,
    kind,
  })
  return vscode.Disposable.from({ dispose: () => vscode.Disposable.from(...listening).dispose() })

  /** The page is there: it gets what is known now and everything that comes. A page that is loaded again asks again. */
  function connect(): void {
    for (const old of listening.splice(1)) old.dispose()
    listening.push(program.onMessage((message) => void webview.postMessage(message)))
    void program.connect()
  }
}

/** Whatever goes wrong, the UI gets its one reply. */
async function answered(program: Program, message: Extract<UiMessage, { kind: "ask" }>): Promise<Reply> {
  try {
    return await program.ask(message.ask)
  } catch (thrown) {
    return program.explain(thrown)
  }
}
