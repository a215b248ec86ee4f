import { join } from "node:path"
import { readTextIfPresent } from "../system/atomic-file.ts"
import { type Diagnosis, type DoctorOptions, ok, warn } from "./diagnosis.ts"
import { globalHooksPath } from "./global-hooks.ts"
import { pluginName } from "./hook-entry.ts"
import { readHooksText } from "./hooks-format.ts"
import { pluginFolder } from "./install.ts"
import { readRecord } from "./install-record.ts"

/** Whether tool calls of loops are judged before they run, as the user chose at the installation. Throws StoreError. */
export function checkGuard({ home, userHome }: DoctorOptions): Diagnosis[] {
  const record = readRecord(home)
  if (record === null) return []
  const path =
    record.globalHooks === null ? join(pluginFolder(userHome), "hooks.json") : globalHooksPath(userHome)
  const reading = readHooksText(readTextIfPresent(path) ?? "")
  const hooks = reading.kind === "valid" ? reading.hooks : []
  const registered = hooks.some(({ name, events }) => name === pluginName && events.includes("PreToolUse"))
  if (registered && record.guard === "on")
    return [ok("guard", "Tool calls of a running loop are judged before they run (PreToolUse).")]
  if (!registered && record.guard === "off")
    return [
      ok(
        "guard",
        "Tool calls are left to the host's own permissions; `for-loop install --guard` judges them too.",
      ),
    ]
  const what = `${path} ${registered ? "judges tool calls, which nobody chose" : "does not judge tool calls, although that was chosen"}.`
  return [warn("guard", what, "Reinstall the plugin.", "reinstall")]
}
