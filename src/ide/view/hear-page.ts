import * as vscode from "vscode"
import { isRecord } from "../../system/json-record.ts"

/** What hears a page in a webview. */
type PageListener<Ask> = {
  /** Decodes what was asked; null when it is none of our questions. */
  readonly read: (raw: unknown) => Ask | null
  /** The page has begun to listen. */
  readonly ready: () => void | Promise<void>
  readonly ask: (ask: Ask) => Promise<object>
}

/** Hears the page of a webview, and answers each of its numbered asks once. */
export function hearPage<Ask>(
  webview: vscode.Webview,
  { read, ready, ask }: PageListener<Ask>,
): vscode.Disposable {
  return webview.onDidReceiveMessage(async (raw: unknown): Promise<void> => {
    if (!isRecord(raw)) return
    if (raw.kind === "ready") return await ready()
    if (raw.kind !== "ask" || typeof raw.id !== "number") return
    const asked = read(raw.ask)
    const reply =
      asked === null
        ? {
            kind: "refused",
            message: vscode.l10n.t("The page asked for something unknown."),
            next: vscode.l10n.t("Reload the window."),
          }
        : await ask(asked)
    await webview.postMessage({ kind: "reply", id: raw.id, reply })
  })
}
