import * as vscode from "vscode"
import type { Reply } from "../../dashboard/model/messages.ts"
import type { Program } from "../program.ts"

const statusMs = 6000

/**
 * Tells what a command did; nothing that is told stops the person's work. `seen`: what was done is before the person's
 * eyes already, so a word in the status bar is enough.
 */
export async function showReply(
  program: Program,
  reply: Reply,
  effect: "told" | "seen" = "told",
): Promise<void> {
  switch (reply.kind) {
    case "done":
      if (effect === "seen") vscode.window.setStatusBarMessage(reply.message, statusMs)
      else void vscode.window.showInformationMessage(reply.message)
      return
    case "refused":
      void vscode.window.showWarningMessage(`${reply.message} ${reply.next}`.trim())
      return
    case "text":
      await program.openText(reply.title, reply.text, reply.fileName)
      return
    case "checks":
    case "detail":
      return
    default:
      reply satisfies never
  }
}
