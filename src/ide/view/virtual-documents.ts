import * as vscode from "vscode"
import type { Program } from "../program.ts"
import { checkpointScheme, fileStateOf } from "./checkpoint-uri.ts"
import { textScheme } from "./kept-texts.ts"

/** Read-only documents of ours: files as a checkpoint has them, and reports. Cheap to register, also for tabs of the last session. */
export function virtualDocuments(program: () => Promise<Program>): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(checkpointScheme, {
      async provideTextDocumentContent({ query }) {
        const state = fileStateOf(query)
        return state === null ? "" : await (await program()).fileAt(state)
      },
    }),
    vscode.workspace.registerTextDocumentContentProvider(textScheme, {
      async provideTextDocumentContent({ path }) {
        return (await program()).textOf(path)
      },
    }),
  )
}
