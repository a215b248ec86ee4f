import * as vscode from "vscode"
import type { Ask, HostMessage, Reply } from "../dashboard/model/messages.ts"
import type { DashboardView } from "../dashboard/model/view.ts"

/** The program around the dashboard in one window: what views, commands and notifications share. */
export type Program = {
  /** Sends the present view to every dashboard of the window, and from now on every change. */
  readonly connect: () => Promise<void>
  readonly onMessage: vscode.Event<HostMessage>
  readonly view: () => DashboardView | null
  readonly ask: (ask: Ask) => Promise<Reply>
  /** What a person is told of something that was thrown; the log gets all of it. */
  readonly explain: (thrown: unknown) => Reply
}

/** Opens the program of this window; it ends with the extension. */
export async function openProgram(context: vscode.ExtensionContext): Promise<Program> {
  const log = vscode.window.createOutputChannel("For Loop", { log: true })
  const messages = new vscode.EventEmitter<HostMessage>()
  context.subscriptions.push(log, messages)
  return {
    connect: async () => {},
    onMessage: messages.event,
    view: () => null,
    ask: async () => ({ kind: "refused", message: "", next: "" }),
    explain: (thrown) => {
      log.error(thrown instanceof Error ? thrown : String(thrown))
      return { kind: "refused", message: String(thrown), next: "" }
    },
  }
}
