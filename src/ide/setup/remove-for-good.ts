import type { Reply } from "../../dashboard/model/messages.ts"
import { dismissedKey, type KeepOrder } from "./keep-installed.ts"
import type { SetupService } from "./setup-service.ts"

/** Takes the plugin out, and remembers that this user does not want it: the next window does not offer it again. */
export async function removeForGood(
  order: {
    readonly setup: Pick<SetupService, "uninstall">
    readonly memory: Pick<KeepOrder["memory"], "update">
  },
  what: "plugin" | "all",
): Promise<Reply> {
  const reply = await order.setup.uninstall(what)
  if (reply.kind === "done") await order.memory.update(dismissedKey, true)
  return reply
}
