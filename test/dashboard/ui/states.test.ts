import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { findChromium } from "../../ide/harness/find-chromium.ts"
import { states } from "../fixtures/states.ts"
import { axeIn, axeLooks, type Violation } from "./harness/axe.ts"
import { launch } from "./harness/browser.ts"
import { openDashboard } from "./harness/dashboard.ts"

describe.skipIf(findChromium() === null)("every state of the dashboard (in Chromium)", () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  for (const [kind, theme] of axeLooks) {
    it(`has nothing serious or critical for axe in a ${kind} with the theme ${theme}`, async () => {
      const found: Record<string, readonly Violation[]> = {}
      const dashboard = await openDashboard(browser, { view: Object.values(states)[0] ?? null, kind, theme })
      const serious = await axeIn(dashboard.page)
      for (const [name, view] of Object.entries(states)) {
        await dashboard.show(view)
        const violations = await serious()
        if (violations.length > 0) found[name] = violations
      }
      expect(found).toEqual({})
      expect(dashboard.complaints).toEqual([])
      await dashboard.close()
    }, 120_000)
  }

  it("would be told of by axe if it had a button without a name", async () => {
    const dashboard = await openDashboard(browser, { view: states.running ?? null })
    const serious = await axeIn(dashboard.page)
    await dashboard.page.evaluate('document.body.append(document.createElement("button"))')
    const violations = await serious()
    expect(violations.map(({ id }) => id)).toEqual(["button-name"])
    await dashboard.close()
  })

  for (const [kind, width, lang] of [
    ["sidebar", 300, "en"],
    ["sidebar", 300, "zh-tw"],
    ["sidebar", 220, "en"],
    ["sidebar", 480, "zh-cn"],
    ["editor", 1100, "en"],
    ["browser", 760, "en"],
  ] as const) {
    it(`fits into ${width} px of a ${kind} (${lang}) without scrolling sideways`, async () => {
      const dashboard = await openDashboard(browser, {
        view: Object.values(states)[0] ?? null,
        kind,
        width,
        lang,
      })
      const wide: string[] = []
      for (const [name, view] of Object.entries(states)) {
        await dashboard.show(view)
        const over = await dashboard.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if (over !== 0) wide.push(`${name}: ${over} px`)
      }
      expect(wide).toEqual([])
      await dashboard.close()
    }, 60_000)
  }

  it("answers the five questions on the first screen of a 300 px sidebar", async () => {
    const dashboard = await openDashboard(browser, {
      view: states.checking ?? null,
      width: 300,
      height: 640,
    })
    const places = [
      ".state",
      ".failing",
      ".delta",
      ".last-line",
      ".blocker",
      ".values",
      ".gauges",
      ".spent",
      ".breaker",
    ]
    for (const place of places) {
      const box = await dashboard.page.locator(place).first().boundingBox()
      expect([place, (box?.y ?? 999) + (box?.height ?? 999) <= 640]).toEqual([place, true])
    }
    await dashboard.close()
  })

  it("keeps the button that starts in sight below a notice of the set-up, and the focus above it", async () => {
    for (const lang of ["en", "zh-tw", "zh-cn"]) {
      const view = states.damaged ?? null
      const dashboard = await openDashboard(browser, { view, width: 300, height: 700, lang })
      const go = dashboard.page.locator(".start > .buttons")
      const bar = await go.boundingBox()
      if (bar === null) throw new Error("no button")
      expect([lang, bar.y + bar.height <= 700]).toEqual([lang, true])
      const options = dashboard.page.locator(".start summary")
      await options.focus()
      const focused = await options.boundingBox()
      if (focused === null) throw new Error("no options")
      expect([lang, focused.y + focused.height <= bar.y]).toEqual([lang, true])
      await dashboard.close()
    }
  })

  it("keeps the way back to the start on the line of the start", async () => {
    for (const width of [300, 1100]) {
      const dashboard = await openDashboard(browser, { view: states.running ?? null, width })
      const row = dashboard.page.locator('.row[data-key$="/0"]')
      const [line, way] = [
        await row.locator(".row-what").boundingBox(),
        await row.locator(".icon-button").boundingBox(),
      ]
      if (line === null || way === null) throw new Error("no row of the start")
      expect(Math.abs(line.y + line.height / 2 - (way.y + way.height / 2))).toBeLessThan(4)
      // The list counts on closed rows of one height.
      const heights = await dashboard.page
        .locator(".row")
        .evaluateAll((rows) => rows.map((one) => one.clientHeight))
      expect(new Set(heights).size).toBe(1)
      expect(line.x + line.width).toBeLessThanOrEqual(way.x)
      await dashboard.close()
    }
  })

  it("keeps its words apart from its colours: every state of a loop is named", async () => {
    const dashboard = await openDashboard(browser, { view: states.stuck ?? null })
    const words: string[] = []
    for (const name of [
      "running",
      "checking",
      "paused",
      "stuck",
      "verified",
      "interrupted",
      "rate-limited",
      "cancelled",
    ]) {
      const view = states[name]
      if (view === undefined) throw new Error(name)
      await dashboard.show(view)
      words.push((await dashboard.page.locator(".word").innerText()).trim())
    }
    expect(words).toEqual([
      "Running",
      "Checking",
      "Paused",
      "Stuck",
      "Verified",
      "Interrupted",
      "Rate-limited",
      "Cancelled",
    ])
    await dashboard.close()
  })
})
