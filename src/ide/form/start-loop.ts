import type { Person } from "../../control/person.ts"
import { prepareLoop } from "../../control/start-loop.ts"
import { type ChatPort, sendArm } from "../../dashboard/feed/send-line.ts"
import type { Reply, StartForm } from "../../dashboard/model/messages.ts"
import { defaultSettings } from "../../loop/settings.ts"
import type { ChecksChoice } from "../../loop/settle.ts"
import { loopSettings, type StartDefaults } from "../settings/setting-rules.ts"

/**
 * Prepares a loop from what a person filled in, with the settings for what the form does not ask, and brings its line
 * into the agent's chat. Throws StoreError.
 */
export async function startLoop(
  person: Person,
  form: StartForm,
  defaults: StartDefaults,
  chat: ChatPort,
): Promise<Reply> {
  const settings = loopSettings(defaultSettings(form.mode), form, defaults)
  const order = { task: form.task, workspace: form.workspace, settings, checks: checksOf(form) }
  const prepared = await prepareLoop(person, order)
  if (prepared.kind === "refused") return prepared
  const sent = await sendArm(chat, prepared.arm, "The loop starts with it, within 10 minutes")
  if (sent.kind !== "done") return sent
  return { ...sent, message: [sent.message, ...prepared.notes].join(" ") }
}

/** A line that was left empty is no check. */
function checksOf({ checks }: StartForm): ChecksChoice {
  if (checks === null) return { kind: "detect" }
  const commands = checks.map((check) => check.trim()).filter((check) => check !== "")
  return commands.length === 0 ? { kind: "none" } : { kind: "given", commands }
}
