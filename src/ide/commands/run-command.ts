import * as vscode from "vscode"
import type { Program } from "../program.ts"
import type { CommandName } from "./command-names.ts"

/** Runs one command of the palette, a menu or a button. */
export async function runCommand(
  name: CommandName,
  _given: readonly unknown[],
  _program: Program,
): Promise<void> {
  switch (name) {
    case "openDashboard":
      await vscode.commands.executeCommand("forLoop.dashboard.focus")
      return
    case "openSettings":
      await vscode.commands.executeCommand(
        "workbench.action.openSettings",
        "@ext:antigravity-for-loop.antigravity-for-loop",
      )
      return
    default:
      void vscode.window.showInformationMessage("For Loop: this is being built.")
  }
}
