import * as vscode from "vscode"
import { type IdeSettings, readSettings } from "./setting-rules.ts"

/** The settings as they hold for a workspace folder (path), or for the window. */
export function windowSettings(workspace: string | null): IdeSettings {
  const scope = workspace === null ? null : vscode.Uri.file(workspace)
  const section = vscode.workspace.getConfiguration("forLoop", scope)
  return readSettings((name) => section.get<unknown>(name))
}
