import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { tabNames } from "../../../src/admin/ui/ui-state.ts"
import { axeIn, axeLooks, type Violation } from "../../dashboard/ui/harness/axe.ts"
import { launch } from "../../dashboard/ui/harness/browser.ts"
import { findChromium } from "../../ide/harness/find-chromium.ts"
import { busy, empty, states } from "../fixtures/states.ts"
import { type GatewayPage, openGatewayPage } from "./harness/gateway-page.ts"

/** Shows every state with every tab of it, one after another. */
async function eachPlace(opened: GatewayPage, look: (place: string) => Promise<void>): Promise<void> {
  for (const [name, view] of Object.entries(states)) {
    await opened.show(view)
    for (const tab of view.running === null ? [] : tabNames) {
      await opened.page.locator(`#tab-${tab}`).click()
      await look(`${name}, ${tab}`)
    }
    if (view.running === null) await look(name)
  }
}

describe.skipIf(findChromium() === null)("every state of the gateway's page (in Chromium)", () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  for (const [kind, theme] of axeLooks) {
    it(`has nothing serious or critical for axe in a ${kind} with the theme ${theme}`, async () => {
      const found: Record<string, readonly Violation[]> = {}
      const width = kind === "sidebar" ? 300 : 1100
      const opened = await openGatewayPage(browser, { view: empty, kind, theme, width })
      const serious = await axeIn(opened.page)
      await eachPlace(opened, async (place) => {
        const violations = await serious()
        if (violations.length > 0) found[place] = violations
      })
      expect(found).toEqual({})
      expect(opened.complaints).toEqual([])
      await opened.close()
    }, 240_000)
  }

  it("has nothing serious or critical for axe where a form, a question or a request is open", async () => {
    const opened = await openGatewayPage(browser, {
      view: states.trouble ?? busy,
      answer: (ask) =>
        ask.kind === "attempts"
          ? {
              kind: "attempts",
              attempts: [
                {
                  at: 0,
                  upstream: "gemini",
                  credential: "main",
                  model: "m",
                  status: 429,
                  ms: 80,
                  why: "its turn",
                  error: "quota",
                },
                {
                  at: 0,
                  upstream: "gemini",
                  credential: "second",
                  model: "m",
                  status: null,
                  ms: 80,
                  why: null,
                  error: null,
                },
              ],
            }
          : undefined,
    })
    const { page } = opened
    const serious = await axeIn(page)
    const openers: readonly (readonly [tab: string, button: string])[] = [
      ["upstreams", "Add upstream"],
      ["upstreams", "Add credential"],
      ["upstreams", "Change: gemini/main"],
      ["upstreams", "Remove: gemini/main"],
      ["upstreams", "Add alias"],
      ["keys", "New key"],
      ["keys", "Change: claude-code"],
      ["keys", "Revoke: claude-code"],
      ["keys", "Change…"],
    ]
    for (const [tab, name] of openers) {
      await page.locator(`#tab-${tab}`).click()
      await page.getByRole("button", { name, exact: true }).first().click()
      await page.locator(".form, .question").waitFor()
      expect(await serious(), name).toEqual([])
      await page.keyboard.press("Escape")
    }
    await page.locator("#tab-traffic").click()
    await page.locator(".request-main").first().click()
    await page.getByText("its turn").waitFor()
    expect(await serious()).toEqual([])
    await opened.close()
  }, 240_000)

  for (const [kind, width, lang] of [
    ["sidebar", 300, "en"],
    ["sidebar", 300, "zh-tw"],
    ["sidebar", 220, "en"],
    ["sidebar", 480, "zh-cn"],
    ["browser", 760, "en"],
    ["browser", 1280, "en"],
  ] as const) {
    it(`fits into ${width} px of a ${kind} (${lang}) without scrolling sideways`, async () => {
      const opened = await openGatewayPage(browser, { view: empty, kind, width, lang })
      const wide: string[] = []
      await eachPlace(opened, async (place) => {
        const over = await opened.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if (Number(over) > 0) wide.push(`${place}: ${over} px`)
      })
      expect(wide).toEqual([])
      await opened.close()
    }, 120_000)
  }

  it("draws one plot in a sidebar and all of them where there is room", async () => {
    const narrow = await openGatewayPage(browser, { view: busy, kind: "sidebar", width: 300 })
    await narrow.page.locator("series-plot canvas").first().waitFor()
    expect(await narrow.page.locator("series-plot:visible").count()).toBe(1)
    await narrow.page.getByRole("radio", { name: "Cost", exact: true }).check()
    await narrow.page.locator(".figure:visible", { hasText: "Cost" }).waitFor()
    await narrow.page.locator(".figure:visible canvas").waitFor()
    await narrow.close()
    const wide = await openGatewayPage(browser, { view: busy })
    await wide.page.locator("series-plot canvas").nth(4).waitFor()
    expect(await wide.page.locator("series-plot:visible").count()).toBe(5)
    await wide.close()
  })

  it("leaves room for the longest label beside a plot", async () => {
    const opened = await openGatewayPage(browser, { view: busy, costScale: 0.0001 })
    await opened.page.locator("series-plot canvas").nth(4).waitFor()
    const room: readonly number[] = await opened.page.evaluate(
      'Array.from(document.querySelectorAll("series-plot .u-over"), ({ offsetLeft }) => offsetLeft)',
    )
    // Sums of money as small as $0.00020 stand beside counts.
    expect(Math.min(...room)).toBe(44)
    expect(Math.max(...room)).toBeGreaterThan(56)
    await opened.close()
  })

  it("tells in numbers what the plots show: a row of the table for each line", async () => {
    const opened = await openGatewayPage(browser, { view: busy })
    const rows = opened.page.locator(".sums tbody tr")
    await rows.first().waitFor()
    expect(await rows.locator("th").allInnerTexts()).toEqual([
      "gemini-3.1-pro",
      "claude-sonnet-5",
      "gpt-5.2-codex",
      "gemini-3-flash",
      "3 more",
      "All",
    ])
    await opened.page.locator(".by select").selectOption("key")
    await rows.getByText("nightly").waitFor()
    await opened.page.getByRole("radio", { name: "24 h" }).check()
    await opened.page.locator("series-plot canvas").first().waitFor()
    await expect
      .poll(() => opened.series)
      .toEqual([
        { range: "1h", by: "model" },
        { range: "1h", by: "key" },
        { range: "24h", by: "key" },
      ])
    await opened.close()
  })

  it("keeps the digits of a small sum that make it more than nothing", async () => {
    const view = { ...busy, today: { ...busy.today, usd: 0.00067 } }
    const opened = await openGatewayPage(browser, { view })
    expect(await opened.page.locator(".today .amount").innerText()).toBe("$0.00067")
    await opened.close()
  })

  it("says when what it shows is old", async () => {
    const opened = await openGatewayPage(browser, { view: busy })
    opened.drop()
    await opened.page.getByRole("alert").getByText("No connection.").waitFor()
    await opened.close()
  })
})
