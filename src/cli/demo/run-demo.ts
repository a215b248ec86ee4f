import { join } from "node:path"
import { writeRuntime } from "../../install/install-record.ts"
import { pluginFiles, writePluginFiles } from "../../install/plugin-files.ts"
import type { LoopState } from "../../loop/state.ts"
import { listLoops } from "../../store/state-file.ts"
import { ensureDir } from "../../system/atomic-file.ts"
import { makeTempFolder } from "../../system/temp-folder.ts"
import { makeProject } from "./project.ts"
import { type Stage, scriptedAgent } from "./scripted-agent.ts"
import { StandInHost, type TurnEnd } from "./stand-in-host.ts"

export type DemoEvent =
  | { readonly kind: "ready"; readonly folder: string; readonly project: string; readonly request: string }
  /** `told`: what the agent was sent on with, digest included. */
  | {
      readonly kind: "stage"
      readonly number: number
      readonly stage: Stage
      readonly state: LoopState
      readonly told: string
    }
  | { readonly kind: "ended"; readonly state: LoopState; readonly end: TurnEnd }

/** A loop that was played to its end, and where it lies. */
export type Played = {
  readonly kind: "played"
  readonly folder: string
  readonly home: string
  readonly project: string
  readonly state: LoopState
}

export type Demo = Played | { readonly kind: "incomplete"; readonly missing: readonly string[] }

const request = '/for-loop "make the cart tests pass" --max-iterations 8'

/**
 * Plays one complete loop on a copy of `examples/node-cart` in a temporary folder: a freshly placed plugin, its launcher
 * and hook process, real tests, real git. Only the model is a script. The plugin is taken from the folder `source`.
 */
export async function runDemo(
  source: string,
  examples: string,
  onEvent: (event: DemoEvent) => void,
): Promise<Demo> {
  const found = pluginFiles(source, process.platform)
  if (found.kind === "incomplete") return found
  const folder = makeTempFolder("for-loop-demo-")
  const home = join(folder, "state")
  const plugin = join(folder, "plugin")
  const project = join(folder, "node-cart")
  writePluginFiles(plugin, found.files)
  ensureDir(home)
  writeRuntime(home, process.execPath)
  await makeProject(examples, project)
  const env = { ...process.env, FOR_LOOP_HOME: home }
  const host = new StandInHost({ plugin, data: join(folder, "host"), workspacePaths: [project], env })
  onEvent({ kind: "ready", folder, project, request })
  const agent = scriptedAgent(project, (stage, number, told) => {
    onEvent({ kind: "stage", number, stage, state: onlyLoop(home), told })
  })
  const end = await host.turn(request, agent)
  const state = onlyLoop(home)
  onEvent({ kind: "ended", state, end })
  return { kind: "played", folder, home, project, state }
}

function onlyLoop(home: string): LoopState {
  const loaded = listLoops(home)[0]?.loaded
  if (loaded?.kind !== "ok") throw new Error("the hook did not start a loop; run `for-loop doctor`")
  return loaded.state
}
