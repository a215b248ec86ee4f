import { describe, expect, it } from "vitest"
import { speaker } from "../../../src/dashboard/model/speak.ts"
import { en } from "../../../src/dashboard/model/words/en.ts"
import { zhTw } from "../../../src/dashboard/model/words/zh-tw.ts"

const words = speaker("en", en)

describe("the speaker", () => {
  it.each([
    [0, "0 s"],
    [45_000, "45 s"],
    [89_000, "89 s"],
    [12 * 60_000, "12 min"],
    [65 * 60_000, "65 min"],
    [120 * 60_000, "2 h"],
    [125 * 60_000, "2 h 5 min"],
    [49 * 3_600_000, "2 days"],
    [-5, "0 s"],
  ])("says a duration of %d ms as %s", (ms, text) => {
    expect(words.duration(ms)).toBe(text)
  })

  it.each([
    [0, "0:00"],
    [41_900, "0:41"],
    [3_723_000, "1:02:03"],
    [-1, "0:00"],
  ])("shows a clock of %d ms as %s", (ms, text) => {
    expect(words.clock(ms)).toBe(text)
  })

  it("has a form for one and a form for the others", () => {
    expect([0, 1, 2, 1500].map((n) => words.count("rowFiles", n))).toEqual([
      "0 files",
      "1 file",
      "2 files",
      "1,500 files",
    ])
    expect(speaker("zh-TW", zhTw).count("rowFiles", 1)).toBe("1 個檔案")
  })

  it("says amounts with their unit", () => {
    expect(words.usd(0.9)).toBe("$0.90")
    expect(words.short(412_400)).toBe("412.4k")
    expect(words.short(3_200_000)).toBe("3.2M")
  })

  it("says how long ago, and the time of day with the date where it is another day", () => {
    const now = new Date(2026, 2, 2, 14, 5).getTime()
    expect(words.ago(now - 30_000, now)).toBe("30 s ago")
    expect(words.ago(now, now)).toBe("just now")
    expect(words.time(new Date(2026, 2, 2, 9, 3).getTime(), now)).toBe("09:03")
    expect(words.time(new Date(2026, 2, 1, 9, 3).getTime(), now)).toBe("Mar 1, 09:03")
  })

  it("leaves a hole for which there is no value visible, instead of guessing", () => {
    expect(words.say("iterationOf", { n: 3 })).toBe("iteration 3 of {max}")
  })
})
