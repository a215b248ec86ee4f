import * as vscode from "vscode"
import type { Program } from "../program.ts"
import { removeForGood } from "../setup/remove-for-good.ts"
import { showReply } from "./show-reply.ts"

/** Takes the plugin out; loops and reports stay unless the person chooses that they go too. */
export async function runRemovePlugin(program: Program): Promise<void> {
  const { t } = vscode.l10n
  const plugin = {
    label: `$(trash) ${t("Remove the plugin")}`,
    detail: t("Loops, reports and checkpoints stay."),
    what: "plugin" as const,
  }
  const all = {
    label: `$(trash) ${t("Remove the plugin and everything that was stored")}`,
    detail: t("All loops, reports, checkpoints and settings of For Loop go too. This cannot be undone."),
    what: "all" as const,
  }
  const no = { label: `$(close) ${t("Keep it")}`, detail: "", what: null }
  const picked = await vscode.window.showQuickPick([plugin, all, no], { title: t("Remove the agent plugin") })
  if (picked?.what == null) return
  await showReply(program, await removeForGood(program, picked.what))
}

/** Tests whether loops can work on this machine. */
export async function runDoctor(program: Program): Promise<void> {
  const reply = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t("For Loop: testing the machine") },
    async () => await program.ask({ kind: "doctor" }),
  )
  await showReply(program, reply)
}
