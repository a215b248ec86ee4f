import * as vscode from "vscode"
import type { Person } from "../control/person.ts"
import { readConfigTrust } from "../control/trust-config.ts"
import { answer, type Ports } from "../dashboard/feed/answer.ts"
import type { Ask, Reply } from "../dashboard/model/messages.ts"
import { startLoop } from "./form/start-loop.ts"
import { windowSettings } from "./settings/window-settings.ts"

/** What runs the project's commands or lets the agent go on; a window that is not trusted does none of it. */
const needsTrust: readonly Ask["kind"][] = ["start", "send-arm", "resume", "extend", "continue"]

/** Answers asks with the settings and the rights of this window. The result throws StoreError and GitError. */
export function answering(order: {
  readonly person: Person
  readonly ports: Ports
}): (ask: Ask) => Promise<Reply> {
  const { person, ports } = order
  const offered = new Set<string>()
  const { t } = vscode.l10n
  return async (ask) => {
    if (needsTrust.includes(ask.kind) && !vscode.workspace.isTrusted) {
      return {
        kind: "refused",
        message: t("This window is in restricted mode, and a loop runs the project's commands."),
        next: t("Trust the workspace first."),
      }
    }
    if (ask.kind === "start") {
      return await startLoop(person, ask.form, windowSettings(ask.form.workspace).start, ports)
    }
    if (ask.kind === "detect-checks" && !offered.has(ask.workspace)) {
      offered.add(ask.workspace)
      offerApproval(person, ask.workspace)
    }
    return await answer(person, ask, ports)
  }
}

/** Checks that the repository itself names run only when the person has seen them (S34). */
function offerApproval(person: Person, workspace: string): void {
  const found = readConfigTrust(person, workspace)
  if (found.kind !== "config" || found.trusted) return
  const { t } = vscode.l10n
  const look = t("Look at Them…")
  void vscode.window
    .showInformationMessage(
      t("{0} of this repository names checks that you have not approved.", found.file),
      look,
    )
    .then((chosen) => {
      if (chosen === look) void vscode.commands.executeCommand("forLoop.approveChecks", workspace)
    })
}
