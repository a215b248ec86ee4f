import { existsSync } from "node:fs"
import { join } from "node:path"
import type { HostName } from "./host-binaries.ts"

export type HookEventName =
  | "Stop"
  | "UserPromptSubmit"
  | "PreToolUse"
  | "AfterAgent"
  | "BeforeAgent"
  | "BeforeTool"

const packaged = join(import.meta.dirname, "..", "..", "dist", "plugin", "hooks", "for-loop-hook")

/**
 * The one place that decides which hook the hosts run: the launcher of the packaged plugin, or the launcher named by
 * FOR_LOOP_TEST_HOOK (same arguments, same protocol). Throws when there is none, because a host without a hook would
 * make every "never held" test pass for nothing.
 */
export function hookCommand(host: HostName, event: HookEventName): string {
  const launcher = process.env.FOR_LOOP_TEST_HOOK ?? packaged
  if (!existsSync(launcher))
    throw new Error(`There is no hook at ${launcher}: run \`npm run package\` first.`)
  return `"${launcher}" ${event} --host ${host}`
}
