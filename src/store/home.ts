import { homedir } from "node:os"
import { join, resolve } from "node:path"

/**
 * Folder of everything we store: `FOR_LOOP_HOME`, or `~/.antigravity-for-loop` (design §9). A relative value and a
 * leading `~` count from the user's home, because hook and command line start in different working directories.
 */
export function forLoopHome(env: NodeJS.ProcessEnv): string {
  const user = (process.platform === "win32" ? env.USERPROFILE : env.HOME) || homedir()
  const chosen = env.FOR_LOOP_HOME?.trim()
  if (!chosen) return join(user, ".antigravity-for-loop")
  return resolve(user, chosen.replace(/^~(?=$|[\\/])/, "."))
}

const safe = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/
const windowsDevice = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i
/** What a template or a script prints for an id it does not have (S03). */
const noIdentity = /^(?:null|undefined|none|nan)$/i

/**
 * Whether an id of a loop or a conversation may become a file name as it is: it stays inside its folder on every
 * platform, and it is not the text of a missing value (S03).
 */
export function isSafeId(id: string): boolean {
  return safe.test(id) && !id.endsWith(".") && !windowsDevice.test(id) && !noIdentity.test(id)
}
