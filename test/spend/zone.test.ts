import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { dayAt, isZone, startOfDay, weekAt } from "../../src/spend/zone.ts"
import { unknownZone } from "./unknown-zone.ts"

const hour = 3_600_000
const day = 24 * hour
let turn = 0
const zones = ["utc", "local", ...Intl.supportedValuesOf("timeZone")]

describe("days and weeks of a zone", () => {
  it.each([
    ["Europe/Berlin", "2026-03-29", 23, "the clocks go forward"],
    ["Europe/Berlin", "2026-10-25", 25, "the clocks go back"],
    ["America/New_York", "2026-11-01", 25, "the clocks go back"],
    ["Australia/Lord_Howe", "2026-04-05", 24.5, "the clocks go back by half an hour"],
    ["Africa/Cairo", "2026-04-24", 23, "midnight does not exist"],
    ["America/Santiago", "2026-09-06", 23, "midnight does not exist"],
    ["Asia/Taipei", "2026-03-29", 24, "nothing happens"],
    ["utc", "2026-03-29", 24, "nothing happens"],
  ])("in %s %s has %d hours, because %s", (known, name, hours) => {
    const zone = unknownZone(known)
    const from = startOfDay(name, zone) ?? Number.NaN
    const window = dayAt(from, zone)
    expect(window).toMatchObject({ name, from })
    expect((window.to - window.from) / hour).toBe(hours)
    expect(dayAt(window.to - 1, zone)).toEqual(window)
    expect(dayAt(window.to, zone).from).toBe(window.to)
  })

  it("begin at local midnight, in every zone and through every change of its clocks", () => {
    const moments = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) })
    fc.assert(
      fc.property(fc.constantFrom(...zones), moments, (known, at) => {
        const zone = unknownZone(known)
        for (const windowAt of [dayAt, weekAt]) {
          const window = windowAt(at, zone)
          expect(window.from).toBeLessThanOrEqual(at)
          expect(window.to).toBeGreaterThan(at)
          expect(windowAt(window.from, zone)).toEqual(window)
          expect(windowAt(window.to - 1, zone)).toEqual(window)
          expect(windowAt(window.to, zone).from).toBe(window.to)
        }
        if (zone === "utc" || zone === "local") return
        const clock = new Intl.DateTimeFormat("sv-SE", {
          timeZone: zone,
          dateStyle: "short",
          timeStyle: "medium",
        })
        const { from, name } = dayAt(at, zone)
        expect(clock.format(from).slice(0, 10)).toBe(name)
        expect(clock.format(from - 1).slice(0, 10) < name).toBe(true)
      }),
      { numRuns: 400 },
    )
  })

  it("leave no gap where the clocks went back over midnight, so that a date came twice", () => {
    const zone = unknownZone("America/St_Johns")
    const night = Date.UTC(2010, 10, 7, 1)
    for (let at = night; at < night + 6 * hour; at += 60_000) {
      const { from, to } = dayAt(at, zone)
      expect(from <= at && at < to).toBe(true)
      expect(dayAt(to, zone).from).toBe(to)
    }
  })

  it("weeks are those of ISO 8601, also where a year ends", () => {
    const utc = unknownZone("utc")
    expect(weekAt(Date.UTC(2026, 10, 20), utc)).toEqual({
      name: "2026-W47",
      from: Date.UTC(2026, 10, 16),
      to: Date.UTC(2026, 10, 23),
    })
    expect(weekAt(Date.UTC(2027, 0, 1), utc).name).toBe("2026-W53")
    expect(weekAt(Date.UTC(2024, 11, 30), utc).name).toBe("2025-W01")
    for (let at = Date.UTC(1969, 11, 29); at < Date.UTC(1970, 0, 5); at += 12 * hour)
      expect(weekAt(at, utc)).toEqual({
        name: "1970-W01",
        from: Date.UTC(1969, 11, 29),
        to: Date.UTC(1970, 0, 5),
      })
  })

  it("follow each other over three years without gap or overlap, each asked for anew", () => {
    const zone = unknownZone("Europe/Berlin")
    const clock = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin", dateStyle: "short" })
    let at = startOfDay("2026-01-01", zone) ?? Number.NaN
    expect(at).toBe(Date.UTC(2025, 11, 31, 23))
    for (let count = 0; count < 1100; count += 1) {
      const window = dayAt(at, zone)
      expect(window.from).toBe(at)
      expect(window.name).toBe(clock.format(at))
      at = window.to
    }
    expect(at).toBe(startOfDay("2029-01-05", zone))
  })

  it("of this machine are those of its own zone", () => {
    const zone = unknownZone(Intl.DateTimeFormat().resolvedOptions().timeZone)
    const here = unknownZone("local")
    turn += 1
    const first = Date.UTC(1990, 0, 1) + turn * 40 * day
    for (let at = first; at < first + 40 * day; at += 7 * hour) {
      expect(dayAt(at, here)).toEqual(dayAt(at, zone))
      expect(weekAt(at, here)).toEqual(weekAt(at, zone))
    }
  })

  it("of many zones may be asked for in turns", () => {
    const at = Date.UTC(2026, 10, 20, 12)
    const turns = [...zones, ...zones.slice(0, 150)].map(unknownZone)
    for (const zone of turns) expect(dayAt(at, zone).from).toBe(startOfDay(dayAt(at, zone).name, zone))
  })

  it("knows which zones and days there are", () => {
    expect(["local", "utc", "Asia/Taipei", "Mars/Base"].map(unknownZone).map(isZone)).toEqual([
      true,
      true,
      true,
      false,
    ])
    expect(
      ["2026-02-30", "2026-2-3", "yesterday", "2026-13-01", "12026-02-01", "2026-02-011"].map((name) =>
        startOfDay(name, "utc"),
      ),
    ).toEqual([null, null, null, null, null, null])
  })
})
