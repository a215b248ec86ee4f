import * as vscode from "vscode"
import type { Program } from "../program.ts"
import { chooseLoop } from "./choose-loop.ts"
import { oneChoice } from "./one-choice.ts"
import { historyRow, iterationRows, loopRow } from "./pick-rows.ts"
import { showReply } from "./show-reply.ts"
import { speakerOf } from "./state-words.ts"

/** The diff of one iteration, in the editor. */
export async function runShowChanges(program: Program, given: readonly unknown[]): Promise<void> {
  const { t } = vscode.l10n
  const card = await chooseLoop(program, null, given)
  if (card === null) return
  if (card.checkpoints.kind === "none") {
    void vscode.window.showInformationMessage(t("This loop has no checkpoints: {0}", card.checkpoints.why))
    return
  }
  const rows = iterationRows(card, speakerOf(vscode.env.language)).filter(({ value }) => value.checkpoint)
  const row = await oneChoice(rows, t("The changes of which iteration?"))
  if (row === null) {
    if (rows.length === 0)
      void vscode.window.showInformationMessage(t("The first iteration is not over yet."))
    return
  }
  const changed = row.value.diff === null || row.value.diff.files > 0
  const reply = await program.ask({ kind: "diff", loop: card.id, n: row.value.n })
  await showReply(program, reply, changed ? "seen" : "told")
}

/** Brings the files back. Asked once more, because it changes files; what is there now is kept as a checkpoint first. */
export async function runRestore(program: Program, given: readonly unknown[]): Promise<void> {
  const { t } = vscode.l10n
  const card = await chooseLoop(program, "restore", given)
  if (card === null) return
  const speaker = speakerOf(vscode.env.language)
  const start = { label: t("Before the loop"), description: speaker.say("baselineRow"), detail: "", value: 0 }
  const rows = iterationRows(card, speaker)
    .filter(({ value }) => value.checkpoint)
    .map((row) => ({ ...row, value: row.value.n }))
  const picked = await vscode.window.showQuickPick([...rows, start], {
    title: t("Back to which checkpoint?"),
    matchOnDescription: true,
  })
  if (picked === undefined) return
  const yes = {
    label: `$(history) ${t("Restore")}`,
    detail: t("The files of now are kept as a checkpoint first."),
  }
  const no = { label: `$(close) ${t("Leave the files as they are")}` }
  const sure = await vscode.window.showQuickPick([yes, no], {
    title:
      picked.value === 0 ? speaker.say("restoreAskStart") : speaker.say("restoreAsk", { n: picked.value }),
  })
  if (sure !== yes) return
  await showReply(program, await program.ask({ kind: "restore", loop: card.id, checkpoint: picked.value }))
}

/** The whole story of a loop, also of one that ended long ago. */
export async function runShowReport(program: Program, given: readonly unknown[]): Promise<void> {
  const loop = await chooseReported(program, given)
  if (loop !== null)
    await showReply(program, await program.ask({ kind: "report", loop, format: "markdown" }), "seen")
}

/** Id of the loop whose report is meant: given, the only one, or picked. Null when there is none; then it was said. */
export async function chooseReported(program: Program, given: readonly unknown[]): Promise<string | null> {
  const [wanted] = given
  if (typeof wanted === "string") return wanted
  const { t } = vscode.l10n
  const view = await program.fresh()
  const speaker = speakerOf(vscode.env.language)
  const shown = view.loops.map((card) => ({ ...loopRow(card, speaker), value: card.id }))
  const past = view.history
    .filter(({ id }) => !view.loops.some((card) => card.id === id))
    .map((row) => historyRow(row, speaker, view.at))
  const rows = [...shown, ...past]
  if (rows.length === 0)
    void vscode.window.showInformationMessage(t("There is no loop in this window's folders."))
  return (await oneChoice(rows, t("The report of which loop?")))?.value ?? null
}

/** The log of a check; without a loop, the extension's own. */
export async function runOpenLog(program: Program, given: readonly unknown[]): Promise<void> {
  const { t } = vscode.l10n
  const view = await program.fresh().catch(program.trouble)
  // Loops that cannot be read are a reason to look into our own log.
  if (view === undefined) return program.showLog()
  const speaker = speakerOf(vscode.env.language)
  const [wanted] = given
  const cards = view.loops.filter(({ id }) => typeof wanted !== "string" || id === wanted)
  if (cards.length === 0) {
    program.showLog()
    return
  }
  const own = { label: t("The log of this extension"), description: "", detail: "", value: null }
  const checks = cards.flatMap((card) => [
    ...iterationRows(card, speaker).map((row) => ({
      ...row,
      detail: card.task,
      value: { loop: card.id, n: row.value.n },
    })),
    { label: speaker.say("baselineRow"), description: "", detail: card.task, value: { loop: card.id, n: 0 } },
  ])
  const picked = await vscode.window.showQuickPick([...checks, own], {
    title: t("Which log?"),
    matchOnDescription: true,
    matchOnDetail: true,
  })
  if (picked === undefined) return
  if (picked.value === null) program.showLog()
  else await showReply(program, await program.ask({ kind: "open-log", ...picked.value }), "seen")
}
