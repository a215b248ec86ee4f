import { readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { loadState } from "../../src/store/state-file.ts"
import { parseRecord } from "../../src/system/json-record.ts"
import { playground } from "../e2e/playground.ts"
import { startCountdown, work } from "./countdown.ts"
import { miscounts } from "./counts.ts"
import { faultyStop } from "./faulty-hook.ts"

const manners = [
  "no hard links",
  "hard links unsupported",
  "lost reply to link",
  "lost reply to exclusive creation",
  "lost reply to rename",
] as const

describe("a loop home on a network disk", () => {
  it.each(manners)("with %s: two Stops at once, one check, one iteration, and an end", async (network) => {
    using place = playground()
    const host = place.host()
    const runs = join(place.folder, "runs")
    const inside = join(place.folder, "inside")
    // A second check at the same time finds the folder of the first.
    const alone = `mkdir '${inside}' || echo two >> '${runs}'; sleep 0.2; rmdir '${inside}'; echo run >> '${runs}'`
    await startCountdown(place, host, "--no-branch", alone)
    rmSync(runs)
    work(place, host, 9)
    const ran = await Promise.all([
      faultyStop(place, host, { network }),
      faultyStop(place, host, { network }),
    ])
    for (const { stdout, code } of ran) {
      expect(code).toBe(0)
      expect(parseRecord(stdout)).not.toBeNull()
    }
    // A fault may have let the agent stop; the host asks again.
    await faultyStop(place, host)
    const { id } = place.state()
    expect(miscounts(place.home, id, 1)).toEqual([])
    expect(readFileSync(runs, "utf8")).toBe("run\n")
    expect(loadState(place.home, id).kind).toBe("ok")
    work(place, host, 0)
    const last = await faultyStop(place, host, { network })
    if (place.state().status === "running") await faultyStop(place, host)
    expect([last.stdout.trim(), place.state().outcome?.kind]).toEqual(["{}", "verified"])
    expect(miscounts(place.home, id, 2)).toEqual([])
  })
})
