import { join } from "node:path"
import { type Opened, openRepository } from "../git/repository.ts"
import { slugOf } from "../git/slug.ts"
import { isSwitchedOff } from "../install/check-plugin.ts"
import { pluginFolder } from "../install/install.ts"
import { findCommand } from "../loop/command-name.ts"
import { maxTaskLength } from "../loop/options.ts"
import type { Settings } from "../loop/settings.ts"
import type { ChecksChoice } from "../loop/settle.ts"
import { type Arm, createArm } from "../store/arm.ts"
import { readHookSeen } from "../store/hook-seen.ts"
import { isDisabled } from "../store/kill-switch.ts"
import { newLoopId } from "../store/loop-id.ts"
import { entryKind } from "../system/files.ts"
import { choose } from "./choose.ts"
import { folderOf } from "./folder-of.ts"
import { userHomeOf } from "./machine-facts.ts"
import type { Person } from "./person.ts"
import { type Refused, refused } from "./refused.ts"
import { pasteOf } from "./waiting-arms.ts"
import { plainWording } from "./wording.ts"

export type LoopOrder = {
  readonly task: string
  readonly workspace: string
  readonly settings: Settings
  readonly checks: ChecksChoice
}

export type Prepared = {
  readonly kind: "prepared"
  /** Its `loop` is the id the loop will have. */
  readonly arm: Arm
  /** What starts it when it is sent in the agent's chat. */
  readonly paste: string
  /** Where the checks come from. */
  readonly why: string
  /** The branch it will work on; null = the present one, or outside git. */
  readonly branch: string | null
  readonly notes: readonly string[]
}

/** Prepares a loop that begins when its line reaches the agent's chat. Nothing is changed but our own home. Throws StoreError. */
export async function prepareLoop(person: Person, order: LoopOrder): Promise<Prepared | Refused> {
  const { home, env } = person
  const { task, settings } = order
  const wrong = wrongTask(person, task)
  if (wrong !== null) return wrong
  const place = folderOf(person, order.workspace)
  if (place.kind === "refused") return place
  if (isDisabled(home, env)) {
    return refused(
      "switched-off",
      "For Loop is switched off, so no loop would hold.",
      `Unset FOR_LOOP_DISABLE or remove ${home}/disabled, then start again.`,
    )
  }
  const workspace = place.folder
  const chosen = await choose(person, workspace, order.checks)
  if (chosen.kind === "refused") return { ...chosen, message: `The loop was not prepared: ${chosen.message}` }
  const opened = await openRepository(workspace, env)
  const now = person.now()
  const loop = newLoopId(now)
  const arm = createArm(home, { task, settings, checks: chosen.checks, workspace, loop }, now)
  const branch = opened.kind === "git" ? branchOf(settings, task) : null
  return {
    kind: "prepared",
    arm,
    paste: pasteOf(arm),
    why: chosen.why,
    branch,
    notes: notesOn(person, settings, opened),
  }
}

/** Why this text cannot be a task; null when it can. */
export function wrongTask({ wording = plainWording }: Person, task: string): Refused | null {
  const say = "Say in a few sentences what the agent shall achieve."
  if (task.trim() === "") return refused("task-missing", wording.taskMissing, say)
  if (task.length > maxTaskLength) {
    return refused(
      "task-too-long",
      `The task is longer than ${maxTaskLength} characters; put the details into a file and name it in the task.`,
      say,
    )
  }
  return findCommand(task)?.spelling === "slash"
    ? refused("task-is-command", wording.taskIsCommand, say)
    : null
}

function branchOf({ branch }: Settings, task: string): string | null {
  switch (branch.kind) {
    case "auto":
      return slugOf(task)
    case "named":
      return branch.name
    case "none":
      return null
    default:
      return branch satisfies never
  }
}

function notesOn(
  { home, env, wording = plainWording }: Person,
  { branch }: Settings,
  opened: Opened,
): string[] {
  const notes: string[] = []
  if (opened.kind === "none") notes.push(`No checkpoints and no branch: ${opened.why}`)
  else if (branch.kind === "none") notes.push(wording.presentBranch)
  if (readHookSeen(home) === null) notes.push(isInstalled(env) ? firstSign : wording.hookNeverSeen)
  return notes
}

/** Right after the installation nothing can have been seen yet, and nothing is missing. */
const firstSign =
  "The agent plugin is installed and shows its first sign of life with this loop. If the loop does not begin, restart the agent once, so that it loads the plugin."

function isInstalled(env: NodeJS.ProcessEnv): boolean {
  const userHome = userHomeOf(env)
  return entryKind(join(pluginFolder(userHome), "plugin.json")) === "file" && !isSwitchedOff(userHome)
}
