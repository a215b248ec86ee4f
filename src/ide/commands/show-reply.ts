import * as vscode from "vscode"
import type { Reply } from "../../dashboard/model/messages.ts"
import type { Program } from "../program.ts"

/** Tells what a command did. Nothing that is told stops the person's work. */
export async function showReply(program: Program, reply: Reply): Promise<void> {
  switch (reply.kind) {
    case "done":
      void vscode.window.showInformationMessage(reply.message)
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
