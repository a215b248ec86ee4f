import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { defaultSettings } from "../../src/loop/settings.ts"
import { claimArm, createArm, expireArms } from "../../src/store/arm.ts"
import { hasArms, isArmToken } from "../../src/store/arm-lookup.ts"
import { finish, nextOutput, start } from "./programs/run.ts"
import { temporaryHome } from "./sample.ts"

const now = 1_800_000_000_000
const tenMinutes = 600_000
const order = {
  task: 'fix "it"\nnow',
  settings: defaultSettings("safe"),
  checks: ["npm test"],
  workspace: "/work/space",
}

describe("arms", () => {
  it("are given out once, with everything that was ordered", () => {
    const home = temporaryHome()
    expect(hasArms(home)).toBe(false)
    const arm = createArm(home, order, now)
    expect(hasArms(home)).toBe(true)
    expect(isArmToken(arm.token)).toBe(true)
    expect(claimArm(home, arm.token, now + 1)).toEqual({
      ...order,
      loop: null,
      token: arm.token,
      createdAt: now,
      expiresAt: now + tenMinutes,
    })
    expect(claimArm(home, arm.token, now + 1)).toBeNull()
    expect(hasArms(home)).toBe(false)
    expect(readdirSync(join(home, "arms"))).toEqual([])
  })

  it("carry the id of the loop they were made for", () => {
    const home = temporaryHome()
    const arm = createArm(home, { ...order, loop: "loop-1" }, now)
    expect(claimArm(home, arm.token, now)?.loop).toBe("loop-1")
  })

  it("have tokens that differ", () => {
    const home = temporaryHome()
    const tokens = Array.from({ length: 200 }, () => createArm(home, order, now).token)
    expect(new Set(tokens).size).toBe(200)
  })

  it("are void after 10 minutes", () => {
    const home = temporaryHome()
    const [late, last] = [createArm(home, order, now), createArm(home, order, now)]
    expect(claimArm(home, last.token, now + tenMinutes - 1)).not.toBeNull()
    expect(claimArm(home, late.token, now + tenMinutes)).toBeNull()
  })

  it("are not prolonged by a clock that was set back", () => {
    const home = temporaryHome()
    const arm = createArm(home, order, now)
    expect(claimArm(home, arm.token, now - tenMinutes - 1)).toBeNull()
  })

  it("are removed when expired or damaged, and only then", () => {
    const home = temporaryHome()
    createArm(home, order, now - tenMinutes)
    const fresh = createArm(home, order, now)
    writeFileSync(join(home, "arms", `${"0".repeat(32)}.json`), "{")
    expect(expireArms(home, now)).toBe(2)
    expect(readdirSync(join(home, "arms"))).toEqual([`${fresh.token}.json`])
  })

  it.each(["", "../../state", "*", "A".repeat(32), "0".repeat(31), `${"0".repeat(32)}\n`])(
    "are not found by %j, which is no token",
    (token) => {
      const home = temporaryHome()
      createArm(home, order, now)
      expect(claimArm(home, token, now)).toBeNull()
    },
  )

  it.each([
    ["whose settings lack a limit", { settings: { ...order.settings, maxIterations: 0 } }],
    ["with a check that is no text", { checks: [1] }],
    ["that names an unsafe loop", { loop: "../x" }],
    ["of another token", { token: "f".repeat(32) }],
  ])("S32 an arm %s is refused", (_, change) => {
    const home = temporaryHome()
    const arm = createArm(home, order, now)
    const path = join(home, "arms", `${arm.token}.json`)
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), ...change }))
    expect(claimArm(home, arm.token, now)).toBeNull()
    expect(existsSync(path)).toBe(false)
  })

  it("go to exactly one of many processes that claim at the same time", async () => {
    const home = temporaryHome()
    for (let round = 0; round < 4; round++) {
      const arm = createArm(home, order, now)
      const racers = Array.from({ length: 6 }, () => start("claim", [home, arm.token, String(now)]))
      await Promise.all(racers.map(nextOutput))
      const ends = racers.map(finish)
      for (const racer of racers) racer.stdin?.write("go\n")
      const claims = (await Promise.all(ends)).map(({ stdout }) => stdout.trim())
      expect(claims.sort()).toEqual(["claimed", "none", "none", "none", "none", "none"])
    }
  }, 60_000)
})
