import { existsSync } from "node:fs"
import { join } from "node:path"

const offWords: ReadonlySet<string> = new Set(["", "0", "false", "no", "off"])

/**
 * Whether the user switched everything off: `FOR_LOOP_DISABLE=1`, or a file `disabled` in the home, which works without
 * a restart of the host. Any value that does not say "off" counts: in doubt the agent is let go. Never throws.
 */
export function isDisabled(home: string, env: NodeJS.ProcessEnv): boolean {
  const word = env.FOR_LOOP_DISABLE?.trim().toLowerCase() ?? ""
  return !offWords.has(word) || existsSync(join(home, "disabled"))
}
