import { join } from "node:path"
import { shortHash } from "../loop/hash.ts"
import type { LoopState } from "../loop/state.ts"
import { readBytesAsText } from "../system/file-bytes.ts"
import { configName } from "../verify/config-name.ts"
import type { HookContext } from "./context.ts"

/** Files whose change during a loop is tampering with the loop itself: its configuration and our own hook (S35). */
export function guardedFiles(context: HookContext, workspace: string): LoopState["guarded"] {
  const plugin = ["hooks.json", "plugin.json", "hooks/for-loop-hook", "hooks/hook.cjs"]
  const paths = [join(workspace, configName), ...plugin.map((name) => join(context.pluginFolder, name))]
  return paths.map((path) => ({ path, hash: hashFile(path) }))
}

/** Paths of guarded files that no longer are what they were when the loop began. */
export function changedGuards(state: LoopState): string[] {
  return state.guarded.filter((file) => hashFile(file.path) !== file.hash).map((file) => file.path)
}

export function hashFile(path: string): string | null {
  const bytes = readBytesAsText(path)
  return bytes === null ? null : `${bytes.length}:${shortHash(bytes)}`
}
