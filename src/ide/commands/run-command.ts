import * as vscode from "vscode"
import { refusedBy } from "../../control/refused.ts"
import type { Program } from "../program.ts"
import type { CommandName } from "./command-names.ts"
import { showReply } from "./show-reply.ts"

/**
 * Runs one command of the palette, a menu or a button. `given` is what the caller passed: a loop's id first, where it
 * means a certain loop. Never rejects: a person is told what went wrong.
 */
export async function runCommand(
  name: CommandName,
  given: readonly unknown[],
  program: Program,
): Promise<void> {
  try {
    await run(name, given, program)
  } catch (thrown) {
    program.trouble(thrown)
    await showReply(program, refusedBy(thrown, program.person))
  }
}

async function run(name: CommandName, given: readonly unknown[], program: Program): Promise<void> {
  switch (name) {
    case "start":
      return await (await import("./start-commands.ts")).runStart(program)
    case "quickStart":
      return await (await import("./start-commands.ts")).runQuickStart(program)
    case "sendStartLine":
      return await (await import("./start-commands.ts")).runArm(program, "send-arm", given)
    case "withdraw":
      return await (await import("./start-commands.ts")).runArm(program, "withdraw-arm", given)
    case "approveChecks":
      return await (await import("./start-commands.ts")).runApproveChecks(program, given)
    case "pause":
    case "resume":
    case "continue":
    case "cancel":
      return await (await import("./loop-commands.ts")).runSimple(program, name, given)
    case "extend":
      return await (await import("./loop-commands.ts")).runExtend(program, given)
    case "steer":
      return await (await import("./loop-commands.ts")).runSteer(program, given)
    case "approve":
      return await (await import("./loop-commands.ts")).runApprove(program, given)
    case "showChanges":
      return await (await import("./look-commands.ts")).runShowChanges(program, given)
    case "restoreCheckpoint":
      return await (await import("./look-commands.ts")).runRestore(program, given)
    case "showReport":
      return await (await import("./look-commands.ts")).runShowReport(program, given)
    case "exportReport":
      return await (await import("./export-report.ts")).runExportReport(program, given)
    case "openLog":
      return await (await import("./look-commands.ts")).runOpenLog(program, given)
    case "openDashboard":
      return await openDashboard(program, given)
    case "openDashboardInEditor":
      return program.tabs.open()
    case "setUp":
      return await showReply(program, await program.ask({ kind: "setup" }))
    case "removePlugin":
      return await (await import("./machine-commands.ts")).runRemovePlugin(program)
    case "doctor":
      return await (await import("./machine-commands.ts")).runDoctor(program)
    case "startGateway":
      return await (await import("../gateway/gateway-commands.ts")).runStartGateway(program)
    case "stopGateway":
      return await (await import("../gateway/gateway-commands.ts")).runStopGateway(program)
    case "openGatewayPage":
      return await (await import("../gateway/gateway-commands.ts")).runOpenGatewayPage(program)
    case "openSettings":
      await vscode.commands.executeCommand("workbench.action.openSettings", `@ext:${program.extension}`)
      return
    case "openWalkthrough":
      await vscode.commands.executeCommand(
        "workbench.action.openWalkthrough",
        `${program.extension}#firstLoop`,
        false,
      )
      return
    default:
      name satisfies never
  }
}

/** Brings the sidebar up, at the tab of a loop where one is named. */
async function openDashboard(program: Program, given: readonly unknown[]): Promise<void> {
  await vscode.commands.executeCommand("forLoop.dashboard.focus")
  const [loop] = given
  if (typeof loop === "string") await program.pages.show({ kind: "show", place: "loop", loop })
}
