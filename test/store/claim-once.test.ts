import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { claimOnce, dropOldClaims } from "../../src/store/claim-once.ts"
import { StoreError } from "../../src/system/store-error.ts"
import { finish, nextOutput, start } from "./programs/run.ts"
import { temporaryHome } from "./sample.ts"

const now = 1_800_000_000_000

describe("claimOnce", () => {
  it("is given to the first, and tells everybody after it when that was", () => {
    const home = temporaryHome()
    expect(claimOnce(home, "loop-1.stuck.7", now)).toEqual({ kind: "ours" })
    expect(claimOnce(home, "loop-1.stuck.7", now + 5000)).toEqual({ kind: "taken", at: now })
    expect(claimOnce(home, "loop-1.stuck.8", now + 5000)).toEqual({ kind: "ours" })
  })

  it("is given to exactly one of six windows that ask at the same time", async () => {
    const home = temporaryHome()
    const windows = Array.from({ length: 6 }, () => start("claim-once", [home, "loop-1.go-on.4.1", `${now}`]))
    await Promise.all(windows.map(nextOutput))
    const ends = windows.map(finish)
    for (const window of windows) window.stdin?.write("go\n")
    const said = (await Promise.all(ends)).map(({ stdout }) => stdout.trim()).sort()
    expect(said).toEqual(["ours", "taken", "taken", "taken", "taken", "taken"])
  })

  it("counts a claim that was torn by a kill as made when its file was", () => {
    const home = temporaryHome()
    mkdirSync(join(home, "claims"))
    writeFileSync(join(home, "claims", "torn"), "")
    const claim = claimOnce(home, "torn", now)
    if (claim.kind !== "taken") throw new Error("it was given out twice")
    expect(Math.abs(claim.at - Date.now())).toBeLessThan(60_000)
  })

  it("refuses a name that would leave its folder", () => {
    const home = temporaryHome()
    expect(() => claimOnce(home, "../state", now)).toThrow(StoreError)
    expect(readdirSync(home)).toEqual([])
  })

  it.skipIf(process.getuid?.() === 0)("throws where nothing can be written", () => {
    const home = temporaryHome()
    chmodSync(home, 0o500)
    expect(() => claimOnce(home, "loop-1.started", now)).toThrow(StoreError)
  })

  it("throws where a file lies in its way, so that nobody acts unclaimed", () => {
    const home = temporaryHome()
    writeFileSync(join(home, "claims"), "")
    expect(() => claimOnce(home, "loop-1.started", now)).toThrow(StoreError)
  })
})

describe("dropOldClaims", () => {
  it("removes what is older than the moment and keeps the rest", () => {
    const home = temporaryHome()
    claimOnce(home, "old", now - 10)
    claimOnce(home, "new", now)
    expect(dropOldClaims(home, now)).toBe(1)
    expect(claimOnce(home, "old", now).kind).toBe("ours")
    expect(claimOnce(home, "new", now).kind).toBe("taken")
  })

  it("has nothing to do in a home without claims", () => {
    const home = temporaryHome()
    rmSync(home, { recursive: true })
    expect(dropOldClaims(home, now)).toBe(0)
  })
})
