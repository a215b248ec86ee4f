import { join } from "node:path"
import * as vscode from "vscode"
import { stateById } from "../../control/loops.ts"
import { markdownReport } from "../../control/markdown-report.ts"
import { buildReport } from "../../control/report.ts"
import type { Program } from "../program.ts"
import { chooseReported } from "./look-commands.ts"
import { showReply } from "./show-reply.ts"

/** Saves the report of a loop as Markdown or JSON where the person says. */
export async function runExportReport(program: Program, given: readonly unknown[]): Promise<void> {
  const { t } = vscode.l10n
  const loop = await chooseReported(program, given)
  if (loop === null) return
  const formats = [
    { label: "Markdown", description: t("to read"), format: "markdown" as const },
    { label: "JSON", description: t("for programs"), format: "json" as const },
  ]
  const picked = await vscode.window.showQuickPick(formats, { title: t("Export the report as") })
  if (picked === undefined) return
  const found = stateById(program.person, loop)
  if (found.kind === "refused") return await showReply(program, found)
  const report = await buildReport(program.person, found.state)
  const text = picked.format === "json" ? `${JSON.stringify(report, null, 2)}\n` : markdownReport(report)
  const [folder] = program.workspaces()
  const place = await vscode.window.showSaveDialog({
    ...(folder === undefined
      ? {}
      : {
          defaultUri: vscode.Uri.file(
            join(folder, `for-loop-${loop}.${picked.format === "json" ? "json" : "md"}`),
          ),
        }),
    filters: picked.format === "json" ? { JSON: ["json"] } : { Markdown: ["md"] },
  })
  if (place === undefined) return
  await vscode.workspace.fs.writeFile(place, Buffer.from(text))
  await showReply(program, { kind: "done", message: t("The report was saved as {0}.", place.fsPath) })
}
