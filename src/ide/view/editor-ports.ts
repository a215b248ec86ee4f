import * as vscode from "vscode"
import type { Ports } from "../../dashboard/feed/answer.ts"
import type { OpenedDiff } from "../../dashboard/feed/answer-open.ts"
import type { HostChat } from "../chat/host-chat.ts"
import { confirmSetUp } from "../form/confirm-set-up.ts"
import type { SetupService } from "../setup/setup-service.ts"
import { checkpointParts } from "./checkpoint-uri.ts"
import { type KeptTexts, textScheme } from "./kept-texts.ts"

/** What the editor does for the dashboard. */
export function editorPorts(
  chat: HostChat,
  setup: Pick<SetupService, "plan" | "setUp" | "doctor">,
  texts: KeptTexts,
): Ports {
  return {
    send: (text, place) => chat.send(text, place),
    openFile,
    openDiff,
    openText: (title, text, fileName) => openText(texts, title, text, fileName),
    setup: () => confirmSetUp(setup),
    doctor: () => setup.doctor(),
  }
}

async function openFile(path: string, line: number | null): Promise<boolean> {
  try {
    const at = new vscode.Position(Math.max(0, (line ?? 1) - 1), 0)
    await vscode.window.showTextDocument(vscode.Uri.file(path), { selection: new vscode.Range(at, at) })
    return true
  } catch {
    // Gone by now, or no text: the dashboard says so.
    return false
  }
}

/** One file in the plain diff editor, several in one that shows all of them. Binary files have nothing to show. */
async function openDiff({ loop, title, files, ...sides }: OpenedDiff): Promise<boolean> {
  const side = (id: string, path: string): vscode.Uri => vscode.Uri.from(checkpointParts({ loop, id, path }))
  const shown = files
    .filter(({ added }) => added !== null)
    .map(({ path }) => ({ path, before: side(sides.before, path), after: side(sides.after, path) }))
  const [only] = shown
  if (only === undefined) return false
  if (shown.length === 1) {
    await vscode.commands.executeCommand("vscode.diff", only.before, only.after, `${only.path} (${title})`)
    return true
  }
  const rows = shown.map(({ before, after }) => [after, before, after])
  await vscode.commands.executeCommand("vscode.changes", title, rows)
  return true
}

/** Markdown is shown as it reads, everything else as text; both are read-only and can be saved under a name. */
async function openText(texts: KeptTexts, _title: string, text: string, fileName: string): Promise<boolean> {
  const uri = vscode.Uri.from({ scheme: textScheme, path: texts.keep(fileName, text) })
  const preview = vscode.extensions.getExtension("vscode.markdown-language-features")
  if (fileName.endsWith(".md") && preview !== undefined) {
    // A preview that is asked for while its extension still starts stays empty.
    await preview.activate()
    await vscode.commands.executeCommand("markdown.showPreview", uri)
    return true
  }
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true })
  return true
}
