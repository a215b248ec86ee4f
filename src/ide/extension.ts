import * as vscode from "vscode"
import { commandNames } from "./commands/command-names.ts"
import type { Program } from "./program.ts"
import { virtualDocuments } from "./view/virtual-documents.ts"

/**
 * Registers what the host may ask for and returns: every window of everybody pays for this. All else is loaded when it
 * is needed, or once the host has started.
 */
export function activate(context: vscode.ExtensionContext): void {
  let opened: Promise<Program> | null = null
  const program = (): Promise<Program> => {
    opened ??= import("./program.ts")
      .then(({ openProgram }) => openProgram(context))
      .catch((thrown: unknown) => {
        // The next one who asks tries again.
        opened = null
        throw thrown
      })
    return opened
  }
  for (const name of commandNames) {
    context.subscriptions.push(
      vscode.commands.registerCommand(`forLoop.${name}`, async (...given: unknown[]) => {
        const { runCommand } = await import("./commands/run-command.ts")
        await runCommand(name, given, await program())
      }),
    )
  }
  context.subscriptions.push(
    virtualDocuments(program),
    vscode.window.registerWebviewViewProvider("forLoop.dashboard", {
      async resolveWebviewView(view) {
        const { hostSidebar } = await import("./view/sidebar.ts")
        hostSidebar(view, context.extensionUri, await program())
      },
    }),
    vscode.window.registerWebviewViewProvider("forLoop.gateway", {
      async resolveWebviewView(view) {
        const { hostGateway } = await import("./gateway/gateway-view.ts")
        hostGateway(view, context.extensionUri, await program())
      },
    }),
    vscode.window.registerWebviewPanelSerializer("forLoop.dashboard", {
      async deserializeWebviewPanel(tab) {
        ;(await program()).tabs.adopt(tab)
      },
    }),
  )
  const later = setImmediate(() => {
    import("./background.ts")
      .then(async ({ startBackground }) => await startBackground(context, await program()))
      // There is no log of ours yet; the host keeps this one.
      .catch((thrown: unknown) => console.error("For Loop could not start", thrown))
  })
  context.subscriptions.push({ dispose: () => clearImmediate(later) })
}
