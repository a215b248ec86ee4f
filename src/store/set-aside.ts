import { basename, dirname } from "node:path"
import { listNames } from "../system/list-names.ts"
import { renameFile } from "../system/rename-file.ts"

/**
 * Moves a damaged file to `<path>.corrupt-<n>` with the next free number and returns where it is. When it cannot be
 * moved (read-only home, another process was faster) the best known place is returned: reporting the damage matters
 * more than tidying it up. Never throws, never deletes content (S13).
 */
export function setAside(path: string): string {
  const target = `${path}.corrupt-${lastNumber(path) + 1}`
  try {
    renameFile(path, target)
    return target
  } catch {
    return path
  }
}

/** The newest file that was set aside from `path`, or null. Never throws. */
export function keptCorrupt(path: string): string | null {
  const number = lastNumber(path)
  return number === 0 ? null : `${path}.corrupt-${number}`
}

function lastNumber(path: string): number {
  const prefix = `${basename(path)}.corrupt-`
  const numbers = namesBeside(path)
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number(name.slice(prefix.length)))
    .filter((number) => Number.isSafeInteger(number) && number > 0)
  return Math.max(0, ...numbers)
}

function namesBeside(path: string): string[] {
  try {
    return listNames(dirname(path))
  } catch {
    return []
  }
}
