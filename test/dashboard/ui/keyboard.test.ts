import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { findChromium } from "../../ide/harness/find-chromium.ts"
import { iterationDetail } from "../fixtures/iteration-detail.ts"
import { states } from "../fixtures/states.ts"
import { launch } from "./harness/browser.ts"
import { openDashboard } from "./harness/dashboard.ts"

/** Name of what has the focus, inside fields of the kit too. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(`(() => {
    const at = document.activeElement
    const name = at.getAttribute("aria-label") ?? at.label ?? at.innerText
    return (name || at.tagName).replace(/[\\uE000-\\uF8FF]/g, "").replace(/\\s+/g, " ").trim()
  })()`)

const view = (name: string) => states[name] ?? null

describe.skipIf(findChromium() === null)("the keyboard (in Chromium)", () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  it("walks in the order of reading", async () => {
    const dashboard = await openDashboard(browser, { view: view("running") })
    const walk: string[] = []
    for (let step = 0; step < 9; step++) {
      await dashboard.page.keyboard.press("Tab")
      walk.push(await focused(dashboard.page))
    }
    expect(walk).toEqual([
      "New loop",
      "Make the cart's tests pass",
      "All that fails now",
      "cart.test.ts › rounds half up",
      "Pause",
      "Steer…",
      "Cancel",
      "More actions",
      "4 2 failing 4 fixed 1 flaky 1:52 3 files +41 −9",
    ])
    await dashboard.close()
  })

  it("steers: the field takes the focus, Ctrl+Enter sends, and the focus returns", async () => {
    const dashboard = await openDashboard(browser, { view: view("running") })
    const { page } = dashboard
    await page.getByRole("button", { name: "Steer…" }).focus()
    await page.keyboard.press("Enter")
    await page.locator("vscode-textarea:focus").waitFor()
    await page.keyboard.type("Look at the rounding")
    await page.keyboard.press("Control+Enter")
    await page.locator(".notice").waitFor()
    expect(dashboard.asked).toEqual([{ kind: "steer", loop: "l-cart-0001", hint: "Look at the rounding" }])
    expect(await focused(page)).toBe("Steer…")
    await dashboard.close()
  })

  it("asks before it cancels, and Escape is a no that returns the focus", async () => {
    const dashboard = await openDashboard(browser, { view: view("running") })
    const { page } = dashboard
    await page.getByRole("button", { name: "Cancel", exact: true }).focus()
    await page.keyboard.press("Enter")
    await page.getByRole("button", { name: "Cancel the loop" }).and(page.locator(":focus")).waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("button", { name: "Cancel the loop" }).waitFor({ state: "detached" })
    expect(await focused(page)).toBe("Cancel")
    expect(dashboard.asked).toEqual([])
    await page.keyboard.press("Enter")
    await page.getByRole("button", { name: "Cancel the loop" }).and(page.locator(":focus")).waitFor()
    await page.keyboard.press("Enter")
    await page.locator(".notice").waitFor()
    expect(dashboard.asked).toEqual([{ kind: "cancel", loop: "l-cart-0001" }])
    await dashboard.close()
  })

  it("walks through the timeline with arrows, Home and End, and opens a row with Enter", async () => {
    const dashboard = await openDashboard(browser, {
      view: view("long"),
      answer: (ask) =>
        ask.kind === "iteration"
          ? { kind: "detail", detail: iterationDetail(ask.loop, ask.n) }
          : { kind: "done", message: "" },
    })
    const { page } = dashboard
    await page.getByRole("button", { name: "Show all 500 iterations" }).click()
    await page.locator('[aria-setsize="501"]').first().waitFor()
    const row = async () => (await focused(page)).split(" ")[0]
    await page.locator('[data-row="30"]:focus').waitFor()
    await page.keyboard.press("ArrowDown")
    expect(await row()).toBe("469")
    await page.keyboard.press("End")
    expect(await row()).toBe("0")
    await page.keyboard.press("ArrowUp")
    expect(await row()).toBe("1")
    await page.keyboard.press("Home")
    expect(await row()).toBe("500")
    await page.keyboard.press("Enter")
    await page.locator(".detail .check").first().waitFor()
    expect(dashboard.asked).toEqual([{ kind: "iteration", loop: "l-cart-0001", n: 500 }])
    await page.keyboard.press("Tab")
    expect(await focused(page)).toBe("cart.test.ts › rounds half up")
    await dashboard.close()
  })

  it("restores a checkpoint from an open row, after a question that says what is kept", async () => {
    const dashboard = await openDashboard(browser, {
      view: view("running"),
      answer: (ask) =>
        ask.kind === "iteration"
          ? { kind: "detail", detail: iterationDetail(ask.loop, ask.n) }
          : { kind: "done", message: "Restored." },
    })
    const { page } = dashboard
    await page.locator('[data-row="1"]').focus()
    await page.keyboard.press("Enter")
    await page.getByRole("button", { name: "Restore…", exact: true }).focus()
    await page.keyboard.press("Enter")
    await page.getByText("What you have now is kept as a checkpoint first.").waitFor()
    await page.getByRole("button", { name: "Restore", exact: true }).and(page.locator(":focus")).waitFor()
    await page.keyboard.press("Enter")
    await page.getByText("Restored.").waitFor()
    expect(dashboard.asked.at(-1)).toEqual({ kind: "restore", loop: "l-cart-0001", checkpoint: 3 })
    await dashboard.close()
  })

  it("moves between loops with the arrows of a tab list", async () => {
    const dashboard = await openDashboard(browser, { view: view("several") })
    const { page } = dashboard
    await page.getByRole("tab").first().focus()
    await page.keyboard.press("ArrowRight")
    await page.locator('article[aria-label="Translate the settings page"]').waitFor()
    expect(await page.getByRole("tab", { selected: true }).innerText()).toContain(
      "Translate the settings page",
    )
    await page.keyboard.press("ArrowLeft")
    await page.locator(`article[aria-label="Make the cart's tests pass"]`).waitFor()
    await dashboard.close()
  })

  it("closes a text with Escape and goes on where it was opened", async () => {
    const dashboard = await openDashboard(browser, {
      view: view("browser"),
      kind: "browser",
      width: 480,
      answer: () => ({ kind: "text", title: "Iteration 4", text: "-old\n+new", fileName: "4.diff" }),
    })
    const { page } = dashboard
    await page.getByRole("button", { name: "More actions" }).focus()
    await page.keyboard.press("Enter")
    await page.getByRole("button", { name: "Export as JSON" }).first().focus()
    await page.keyboard.press("Enter")
    await page.getByRole("dialog", { name: "Iteration 4" }).waitFor()
    await page.locator(".reader :focus").waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("dialog").waitFor({ state: "detached" })
    await dashboard.close()
  })
})
