import { source as axe } from "axe-core"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { findChromium } from "../../ide/harness/find-chromium.ts"
import { states } from "../fixtures/states.ts"
import { launch } from "./harness/browser.ts"
import { openDashboard } from "./harness/dashboard.ts"
import type { themes } from "./harness/themes.ts"

const serious = `axe.run(document, { resultTypes: ["violations"] }).then((result) =>
  result.violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, impact, nodes }) =>
    ({ id, impact, nodes: nodes.map((node) => node.html.slice(0, 200) + " " + node.failureSummary) })))`

type Violation = { readonly id: string; readonly impact: string; readonly nodes: readonly string[] }

describe.skipIf(findChromium() === null)("every state of the dashboard (in Chromium)", () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  for (const [kind, theme] of [
    ["sidebar", "dark"],
    ["sidebar", "light"],
    ["sidebar", "contrast-dark"],
    ["sidebar", "contrast-light"],
    ["browser", "dark"],
    ["browser", "light"],
  ] as const satisfies readonly (readonly [string, keyof typeof themes])[]) {
    it(`has nothing serious or critical for axe in a ${kind} with the theme ${theme}`, async () => {
      const found: Record<string, Violation[]> = {}
      const dashboard = await openDashboard(browser, { view: Object.values(states)[0] ?? null, kind, theme })
      await dashboard.page.evaluate(axe)
      for (const [name, view] of Object.entries(states)) {
        await dashboard.show(view)
        const violations: Violation[] = await dashboard.page.evaluate(serious)
        if (violations.length > 0) found[name] = violations
      }
      expect(found).toEqual({})
      expect(dashboard.complaints).toEqual([])
      await dashboard.close()
    }, 120_000)
  }

  it("would be told of by axe if it had a button without a name", async () => {
    const dashboard = await openDashboard(browser, { view: states.running ?? null })
    await dashboard.page.evaluate(axe)
    await dashboard.page.evaluate('document.body.append(document.createElement("button"))')
    const violations: Violation[] = await dashboard.page.evaluate(serious)
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
