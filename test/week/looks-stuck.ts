import { existsSync } from "node:fs"
import { join } from "node:path"
import { ageLock } from "../faults/age-lock.ts"

/** Makes a Stop look stuck as soon as it holds its loop's lock; false when it ended before. */
export async function looksStuck(home: string, loop: string, stop: Promise<unknown>): Promise<boolean> {
  const lock = join(home, "locks", `${loop}.lock`)
  let isOver = false
  const over = stop.then(() => {
    isOver = true
  })
  while (!isOver && !existsSync(lock)) await Promise.race([over, new Promise((next) => setImmediate(next))])
  if (!isOver) ageLock(home, loop)
  return !isOver
}
