import { entryKind } from "../system/files.ts"
import { checkAgy } from "./check-agy.ts"
import { checkGuard } from "./check-guard.ts"
import { checkHookFiles } from "./check-hook-files.ts"
import { checkLauncher } from "./check-launcher.ts"
import { checkMachine } from "./check-machine.ts"
import { checkPlugin } from "./check-plugin.ts"
import type { Diagnosis, DoctorOptions } from "./diagnosis.ts"
import { pluginFolder } from "./install.ts"

/**
 * Everything that must hold for a loop to work on this machine, proven by its effect where that is possible: the
 * installed launcher is really run. Order: what to repair first comes first. Throws StoreError for unreadable files.
 */
export async function doctor(options: DoctorOptions): Promise<Diagnosis[]> {
  const plugin = pluginFolder(options.userHome)
  const machine = await checkMachine(options)
  const launcher = entryKind(plugin) === null ? [] : await checkLauncher(options, plugin)
  return [
    checkPlugin(options),
    ...checkHookFiles(options),
    ...checkGuard(options),
    ...launcher,
    ...machine,
    ...(await checkAgy(options)),
  ]
}
