import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { StandInHost } from "../../../src/cli/demo/stand-in-host.ts"
import { parseRecord } from "../../../src/system/json-record.ts"
import type { CartEdit } from "./cart-edits.ts"
import type { Scene } from "./scene.ts"
import { until } from "./until.ts"

/** What the hooks answered when the agent stopped: why it has to go on, or null where it may stop. */
export type Told = string | null

/** One conversation of the agent: the host's events go through the plugin that the setup installed, in its processes. */
export class Conversation {
  readonly host: StandInHost
  readonly #scene: Scene
  readonly #project: string
  #round = 0

  constructor(scene: Scene, project: string = scene.project) {
    this.#scene = scene
    this.#project = project
    this.host = new StandInHost({
      plugin: scene.plugin,
      data: join(scene.ide.root, "agent"),
      workspacePaths: [project],
      env: scene.ide.env,
    })
  }

  /** The user's message reaches the agent; returns what the hooks gave it to read. */
  async hear(message: string): Promise<string> {
    this.host.write("USER_EXPLICIT", "USER_INPUT", `<USER_REQUEST>\n${message}\n</USER_REQUEST>`)
    this.#round = 0
    const calls = await this.host.call("PreInvocation", { invocationNum: 0, initialNumSteps: 1 })
    return calls.map((call) => call.stdout).join("\n")
  }

  /** The host ends the turn for a reason of its own. */
  async stopBecause(terminationReason: string, error = ""): Promise<void> {
    await this.host.stop({ executionNum: this.#round++, terminationReason, error })
  }

  /** The agent edits the project, says something and stops. */
  async work(edits: readonly CartEdit[], say = "I changed something."): Promise<Told> {
    for (const edit of edits) this.#scene.edit(edit, this.#project)
    this.host.write("MODEL", "PLANNER_RESPONSE", say)
    const calls = await this.host.stop({ executionNum: this.#round++ })
    const answer = parseRecord(calls[0]?.stdout ?? "")
    return answer?.decision === "continue" && typeof answer.reason === "string" ? answer.reason : null
  }
}

/** A call of one of Antigravity's commands, as the stand-in extension wrote it down. */
export type ChatCall = { readonly kind: string; readonly text: string | null }

/** What reached the agent's panel so far. */
export function chatCalls(file: string): ChatCall[] {
  if (!existsSync(file)) return []
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => {
      const call = parseRecord(line)
      if (call === null || typeof call.kind !== "string") return []
      return [{ kind: call.kind, text: typeof call.text === "string" ? call.text : null }]
    })
}

/** Waits for the next message to the agent's panel after `count` of them. */
export async function nextPrompt(file: string, count = 0): Promise<string> {
  return await until("a message in the agent's panel", () => {
    const prompts = chatCalls(file).filter((call) => call.kind === "prompt")
    return prompts[count]?.text ?? null
  })
}
