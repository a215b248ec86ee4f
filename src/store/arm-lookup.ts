import { readdirSync } from "node:fs"
import { join } from "node:path"

const armName = /^[0-9a-f]{32}\.json$/

/** Whether a string is a token that an arm can have. */
export function isArmToken(token: string): boolean {
  return armName.test(`${token}.json`)
}

/** Whether any arm may be waiting, expired ones included: tells the hook's fast path not to look further. Never throws. */
export function hasArms(home: string): boolean {
  try {
    return readdirSync(join(home, "arms")).some((name) => armName.test(name))
  } catch {
    return false
  }
}
