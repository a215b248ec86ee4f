import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect } from "vitest"
import { root } from "../architecture/sources.ts"
import { readWalk } from "./read-walk.ts"
import { sameSeen, steady } from "./same-seen.ts"
import { Walker } from "./walker.ts"

export const walksFolder = join(root, "docs", "walks")
const patienceMs = 20_000

/** Types every command of a walk's page on a fresh machine; fails at the first one whose answer is not what the page shows. */
export async function replay(page: string): Promise<void> {
  using walker = new Walker()
  const steps = readWalk(readFileSync(join(walksFolder, page), "utf8"))
  expect(steps.length).toBeGreaterThan(5)
  let inBackground = false
  for (const { typed, seen, line } of steps) {
    const end = Date.now() + patienceMs
    let answer = await walker.type(typed)
    // A person looks again while something they started is on its way.
    while (inBackground && !sameSeen(seen, answer) && Date.now() < end) answer = await walker.type(typed)
    if (!sameSeen(seen, answer)) expect(steady(answer), `${page}:${line}: ${typed}`).toBe(steady(seen))
    inBackground = typed.endsWith("&") || (inBackground && !typed.startsWith("wait"))
  }
}
