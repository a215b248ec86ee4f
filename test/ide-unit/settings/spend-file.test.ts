import { mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { putCaps } from "../../../src/ide/settings/spend-file.ts"
import { readSpendSettings } from "../../../src/spend/user-files.ts"

describe("caps of the settings", () => {
  it("hold for every program that spends, also where nothing was kept before", () => {
    const home = join(mkdtempSync(join(tmpdir(), "caps-")), "home")
    expect(putCaps(home, { dailyUsd: 3, weeklyUsd: null })).toBe("written")
    expect(readSpendSettings(home)).toMatchObject({ kind: "settings", dailyUsd: 3, weeklyUsd: null })
  })

  it("leave the other members of the file, and a file that says the same, as they are", () => {
    const home = mkdtempSync(join(tmpdir(), "caps-"))
    writeFileSync(join(home, "spend.json"), '{"zone":"utc","dailyUsd":1}')
    expect(putCaps(home, { dailyUsd: 1, weeklyUsd: null })).toBe("unchanged")
    expect(putCaps(home, { dailyUsd: null, weeklyUsd: 9 })).toBe("written")
    expect(readSpendSettings(home)).toMatchObject({ zone: "utc", dailyUsd: null, weeklyUsd: 9 })
  })

  it("never replace a file that a person broke", () => {
    const home = mkdtempSync(join(tmpdir(), "caps-"))
    writeFileSync(join(home, "spend.json"), "{ daily")
    expect(putCaps(home, { dailyUsd: 1, weeklyUsd: 1 })).toBe("left-alone")
    expect(readFileSync(join(home, "spend.json"), "utf8")).toBe("{ daily")
  })
})
