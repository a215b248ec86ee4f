import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as vscode from "vscode"
import { StandInHost } from "../../../src/cli/demo/stand-in-host.ts"
import { installPlugin, pluginFolder } from "../../../src/install/install.ts"
import type { LoopState } from "../../../src/loop/state.ts"
import { forLoopHome } from "../../../src/store/home.ts"
import { listLoops } from "../../../src/store/state-file.ts"
import { parseRecord } from "../../../src/system/json-record.ts"
import { makeTempFolder } from "../../../src/system/temp-folder.ts"
import { ourExtension } from "./our-extension.ts"

/** A loop on the project of this window, played through the plugin that the package brings. */
export class PlayedLoop {
  #host: StandInHost | null = null
  #round = 0

  /** Installs the plugin into the private home of this run and starts a loop by a message; returns the loop's id. */
  async begin(): Promise<string> {
    const userHome = process.env.HOME ?? ""
    const home = forLoopHome(process.env)
    const installed = installPlugin({
      userHome,
      home,
      pluginSource: join(ourExtension().extensionPath, "dist", "plugin"),
      runtime: process.env.FOR_LOOP_TEST_NODE ?? process.execPath,
      platform: process.platform,
      hooks: "plugin",
      skills: "plugin",
    })
    if (installed.kind === "refused") throw new Error(installed.why)
    this.#host = new StandInHost({
      plugin: pluginFolder(userHome),
      data: makeTempFolder("for-loop-agent-"),
      workspacePaths: [this.#project],
      env: process.env,
    })
    await this.hear('/for-loop "Make the cart tests pass" --max-iterations 8')
    return this.state().id
  }

  async hear(message: string): Promise<void> {
    const host = this.#started
    host.write("USER_EXPLICIT", "USER_INPUT", `<USER_REQUEST>\n${message}\n</USER_REQUEST>`)
    await host.call("PreInvocation", { invocationNum: 0, initialNumSteps: 1 })
  }

  /** The agent stops; why it has to go on, or null where it may. */
  async stop(): Promise<string | null> {
    const host = this.#started
    host.write("MODEL", "PLANNER_RESPONSE", "I changed something.")
    const calls = await host.stop({ executionNum: this.#round++ })
    const answer = parseRecord(calls[0]?.stdout ?? "")
    return answer?.decision === "continue" && typeof answer.reason === "string" ? answer.reason : null
  }

  async edit(file: string, from: string, to: string): Promise<void> {
    const path = join(this.#project, file)
    writeFileSync(path, readFileSync(path, "utf8").replace(from, to))
  }

  state(): LoopState {
    const loaded = listLoops(forLoopHome(process.env))[0]?.loaded
    if (loaded?.kind !== "ok") throw new Error("there is no loop")
    return loaded.state
  }

  get #project(): string {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath
    if (folder === undefined) throw new Error("this window has no folder")
    return folder
  }

  get #started(): StandInHost {
    if (this.#host === null) throw new Error("the loop has not begun")
    return this.#host
  }
}
