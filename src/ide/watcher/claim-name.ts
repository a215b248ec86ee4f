import { shortHash } from "../../loop/hash.ts"

/** Longest name that every file system takes, with room for nothing else to be added (store/home.ts). */
const longest = 120

/** Name under which all windows claim one happening of a loop. */
export function claimName(loop: string, ...parts: readonly (string | number)[]): string {
  const rest = parts.map((part) => (typeof part === "number" ? Math.floor(part) : part)).join(".")
  const name = `${loop}.${rest}`
  return name.length <= longest ? name : `${shortHash(loop)}.${rest}`
}
