import { spawn } from "node:child_process"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { expect, test } from "vitest"
import { newHome, openLog } from "./traffic-folder.ts"

test("SIGKILL: every call that ended a second before is found, and counts in the series", async () => {
  const home = newHome()
  const program = join(import.meta.dirname, "programs", "call-for-ever.ts")
  let all = 0
  for (let round = 0; round < 2; round += 1) {
    const child = spawn(process.execPath, [program, home], { stdio: ["ignore", "pipe", "inherit"] })
    const told: { id: string; at: number }[] = []
    let killed = 0
    for await (const line of createInterface(child.stdout)) {
      const [id = "", at] = line.split(" ")
      told.push({ id, at: Number(at) })
      if (killed === 0 && Number(at) - (told[0]?.at ?? 0) > 2500) {
        child.kill("SIGKILL")
        killed = Date.now()
      }
    }
    const safe = told.filter(({ at }) => at < killed - 1000)
    expect(safe.length).toBeGreaterThan(10)
    const log = openLog(home)
    await log.flush()
    const ids = new Set<string>()
    for await (const line of log.export()) ids.add(JSON.parse(line).id)
    expect(safe.filter(({ id }) => !ids.has(id))).toEqual([])
    all = ids.size
    const points = log.series("1h", "model").groups[0]?.points ?? []
    expect(points.reduce((sum, { requests }) => sum + requests, 0)).toBe(all)
    expect(log.live(0).calls).toHaveLength(Math.min(200, all))
    await log.close()
  }
})
