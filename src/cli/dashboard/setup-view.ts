import { join } from "node:path"
import { userHomeOf } from "../../control/machine-facts.ts"
import type { SetupView } from "../../dashboard/model/view.ts"
import { checkPlugin } from "../../install/check-plugin.ts"
import { pluginFolder } from "../../install/install.ts"
import { readHookSeen } from "../../store/hook-seen.ts"
import { isDisabled } from "../../store/kill-switch.ts"
import { readTextIfPresent } from "../../system/atomic-file.ts"
import { entryKind } from "../../system/files.ts"
import { parseRecord } from "../../system/json-record.ts"
import { StoreError } from "../../system/store-error.ts"
import type { CliContext } from "../context.ts"
import { version } from "../version.ts"

/** What the dashboard says of the installation: whether the plugin is whole, and when a host last ran its hook. */
export function setupView(context: Pick<CliContext, "home" | "env" | "cwd" | "now">): SetupView {
  const { home, env } = context
  const disabled = isDisabled(home, env)
  const { plugin, note } = pluginOf(context)
  return {
    plugin,
    hookSeenAt: readHookSeen(home),
    disabled,
    note: disabled
      ? `For Loop is switched off: unset FOR_LOOP_DISABLE or remove ${join(home, "disabled")}.`
      : note,
  }
}

function pluginOf({
  home,
  env,
  cwd,
  now,
}: Pick<CliContext, "home" | "env" | "cwd" | "now">): Pick<SetupView, "plugin" | "note"> {
  const userHome = userHomeOf(env)
  try {
    const folder = pluginFolder(userHome)
    if (entryKind(folder) === null) {
      return {
        plugin: "missing",
        note: "The agent plugin is not installed. Run `for-loop install` in a terminal.",
      }
    }
    const { platform } = process
    const found = checkPlugin({ userHome, home, workspace: cwd, platform, env, now: now() })
    if (found.status !== "ok") return { plugin: "damaged", note: `${found.what} ${found.next ?? ""}`.trim() }
    const installed = parseRecord(readTextIfPresent(join(folder, "plugin.json")) ?? "")?.version
    if (installed === version) return { plugin: "installed", note: "" }
    return {
      plugin: "outdated",
      note: `The installed plugin is version ${String(installed)}, this is ${version}. Run \`for-loop install\` in a terminal.`,
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    return { plugin: "damaged", note: error.message }
  }
}
