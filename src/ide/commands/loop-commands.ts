import * as vscode from "vscode"
import type { LoopCard } from "../../dashboard/model/view.ts"
import { limits } from "../../loop/settings.ts"
import type { Program } from "../program.ts"
import { chooseLoop } from "./choose-loop.ts"
import { findingRow, openFindings } from "./pick-rows.ts"
import { showReply } from "./show-reply.ts"

type Simple = "pause" | "resume" | "cancel" | "continue"

/** Pause, resume, cancel, continue: no further question. A cancelled loop's files stay, so it needs no confirmation. */
export async function runSimple(program: Program, kind: Simple, given: readonly unknown[]): Promise<void> {
  const card = await chooseLoop(program, kind, given)
  if (card !== null) await showReply(program, await program.ask({ kind, loop: card.id }))
}

/** A hint for the agent; it may come with the command. */
export async function runSteer(program: Program, given: readonly unknown[]): Promise<void> {
  const card = await chooseLoop(program, "steer", given)
  if (card === null) return
  const [, words] = given
  const hint =
    typeof words === "string"
      ? words
      : await vscode.window.showInputBox({
          title: vscode.l10n.t("Steer the loop"),
          prompt: vscode.l10n.t("What should the agent be told with its next turn?"),
          ignoreFocusOut: true,
          validateInput: (text) =>
            text.trim() === "" ? vscode.l10n.t("Write what the agent should be told.") : null,
        })
  if (hint === undefined) return
  await showReply(program, await program.ask({ kind: "steer", loop: card.id, hint }))
}

/** One open finding of the integrity gate: approved, or the agent is asked to take it back. */
export async function runApprove(program: Program, given: readonly unknown[]): Promise<void> {
  const { t } = vscode.l10n
  const card = await chooseLoop(program, "approve", given)
  if (card === null) return
  const rows = openFindings(card).map(findingRow)
  const [first] = rows
  const [, wanted] = given
  const picked =
    rows.find(({ value }) => value.id === wanted) ??
    (rows.length < 2
      ? first
      : await vscode.window.showQuickPick(rows, {
          title: t("Which change of the tests?"),
          matchOnDescription: true,
        }))
  if (picked === undefined) return
  const finding = picked.value
  const approve = {
    label: `$(check) ${t("Approve")}`,
    detail: t("This change of the tests is what you want."),
    choice: "approve",
  } as const
  const reject = {
    label: `$(discard) ${t("Ask the agent to take it back")}`,
    detail: t("It is told with its next turn."),
    choice: "reject",
  } as const
  const look = {
    label: `$(go-to-file) ${t("Look at the place")}`,
    detail: picked.description,
    choice: "look",
  } as const
  const chosen = await vscode.window.showQuickPick([approve, reject, look], {
    title: picked.label,
    placeHolder: picked.detail,
  })
  if (chosen === undefined) return
  switch (chosen.choice) {
    case "look":
      await showReply(
        program,
        await program.ask({ kind: "open-file", loop: card.id, file: finding.file, line: finding.line }),
        "seen",
      )
      return
    case "approve":
    case "reject":
      await showReply(program, await program.ask({ kind: chosen.choice, loop: card.id, finding: finding.id }))
      return
    default:
      chosen satisfies never
  }
}

/** A limit that ended a loop is raised by the person's own number. */
export async function runExtend(program: Program, given: readonly unknown[]): Promise<void> {
  const { t } = vscode.l10n
  const card = await chooseLoop(program, "extend", given)
  if (card === null) return
  const minutes = card.outcome?.kind === "time-limit"
  const { max } = minutes ? limits.maxMinutes : limits.maxIterations
  const used = minutes ? card.ends.maxMinutes : card.iteration
  const text = await vscode.window.showInputBox({
    title: minutes ? t("Minutes in all") : t("Iterations in all"),
    prompt: t("Used up so far: {0}. The number counts from the loop's start.", used),
    value: String(Math.min(max, minutes ? used + 60 : used + 10)),
    ignoreFocusOut: true,
    validateInput: (typed) => {
      const number = Number(typed)
      return Number.isInteger(number) && number > used && number <= max
        ? null
        : t("A whole number from {0} to {1}.", Math.floor(used) + 1, max)
    },
  })
  if (text === undefined) return
  await showReply(program, await program.ask(extension(card, minutes, Number(text))))
}

function extension(card: LoopCard, minutes: boolean, number: number) {
  return {
    kind: "extend",
    loop: card.id,
    maxIterations: minutes ? null : number,
    maxMinutes: minutes ? number : null,
  } as const
}
