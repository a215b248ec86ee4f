import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { findChromium } from "../../ide/harness/find-chromium.ts"
import { iterationDetail } from "../fixtures/iteration-detail.ts"
import { iteration, loopCard, readAt } from "../fixtures/loop-card.ts"
import { states } from "../fixtures/states.ts"
import { viewOf } from "../fixtures/view-of.ts"
import { launch } from "./harness/browser.ts"
import { openDashboard } from "./harness/dashboard.ts"

describe.skipIf(findChromium() === null)("the dashboard while something happens (in Chromium)", () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  it("says a new iteration and a new state once, and nothing at a tick", async () => {
    const dashboard = await openDashboard(browser, { view: states.running ?? null })
    const { page } = dashboard
    const said = () => page.locator("body > [aria-live]").innerText()
    expect(await said()).toBe("")
    await dashboard.show(viewOf([loopCard({ elapsedMs: 900_000 })]))
    expect(await said()).toBe("")
    const after = loopCard({
      iteration: 5,
      iterations: [...loopCard().iterations, iteration(5, { failing: 1, fixed: 1 })],
      failing: { now: 1, first: ["cart.test.ts › rounds half up"] },
    })
    await dashboard.show(viewOf([after]))
    expect(await said()).toBe("Iteration 5: 1 failing, 1 fixed, 0 new")
    await dashboard.show(viewOf([{ ...after, word: "checking" }]))
    expect(await said()).toBe("Make the cart's tests pass: Checking")
    await dashboard.close()
  })

  it("lets clocks run by themselves while the loop does, and not when it stands", async () => {
    const dashboard = await openDashboard(browser, { view: states.running ?? null })
    const { page } = dashboard
    const clock = page.locator("dd .num").first()
    expect(await clock.innerText()).toBe("1:12")
    await page.clock.setFixedTime(readAt + 3000)
    await page.locator("dd .num", { hasText: "1:15" }).first().waitFor()
    await dashboard.close()
  })

  it("counts a reset down and then says that it can go on", async () => {
    const dashboard = await openDashboard(browser, { view: states["rate-limited"] ?? null })
    const { page } = dashboard
    await page.getByText("It goes on in 4:12.").waitFor()
    await page.clock.setFixedTime(readAt + 260_000)
    await page.getByText("The limit should have reset: continue now.").waitFor()
    await dashboard.close()
  })

  it("draws the rows in sight only, and every row can be reached", async () => {
    const dashboard = await openDashboard(browser, { view: states.long ?? null })
    const { page } = dashboard
    await page.getByRole("button", { name: "Show all 500 iterations" }).click()
    await page.locator('[aria-setsize="501"]').first().waitFor()
    expect(await page.locator(".row").count()).toBeLessThan(40)
    await page.evaluate("document.querySelector('virtual-list').scrollIntoView({ block: 'end' })")
    await page.locator(".row", { hasText: "start" }).waitFor()
    expect(await page.locator(".row").count()).toBeLessThan(40)
    expect(await page.locator(".row").last().getAttribute("aria-posinset")).toBe("501")
    await dashboard.close()
  })

  it("lists the newest first and all on demand, so that the history stays in reach", async () => {
    const dashboard = await openDashboard(browser, { view: states.long ?? null })
    const { page } = dashboard
    expect(await page.locator(".row").first().getAttribute("aria-setsize")).toBe("30")
    expect(Number(await page.evaluate("document.documentElement.scrollHeight"))).toBeLessThan(2500)
    await dashboard.close()
  })

  it("opens the iteration of a bar that is clicked, in sight and with the focus", async () => {
    const dashboard = await openDashboard(browser, {
      view: states.long ?? null,
      answer: (ask) =>
        ask.kind === "iteration"
          ? { kind: "detail", detail: iterationDetail(ask.loop, ask.n) }
          : { kind: "done", message: "" },
    })
    const { page } = dashboard
    await page.locator(".u-over").click({ position: { x: 40, y: 20 } })
    const row = page.locator(".row-main:focus")
    await row.waitFor()
    const asked = dashboard.asked.find((ask) => ask.kind === "iteration")
    expect(await row.locator(".row-n").innerText()).toBe(String(asked?.kind === "iteration" ? asked.n : ""))
    const box = await row.boundingBox()
    expect((box?.y ?? -1) >= 0 && (box?.y ?? 999) < 640).toBe(true)
    await dashboard.close()
  })

  it("keeps the row that is read where it is when newer ones come on top", async () => {
    const dashboard = await openDashboard(browser, { view: states.long ?? null, height: 500 })
    const { page } = dashboard
    await page.getByRole("button", { name: "Show all 500 iterations" }).click()
    await page.locator('[data-row="30"]:focus').waitFor()
    await page.evaluate("scrollTo(0, 5000)")
    const read = page.locator('[data-key="l-cart-0001/400"]')
    await read.waitFor()
    const before = (await read.boundingBox())?.y
    const long = states.long
    const card = long?.loops[0]
    if (long === undefined || card === undefined) throw new Error("no long loop")
    const iterations = [...card.iterations, iteration(501), iteration(502)]
    await dashboard.show({ ...long, loops: [{ ...card, iterations }] })
    await page.locator('[aria-setsize="503"]').first().waitFor()
    expect(Math.abs(((await read.boundingBox())?.y ?? 0) - (before ?? -999))).toBeLessThan(2)
    await dashboard.close()
  })

  it("does not offer what was sent into the chat as if it waited to be sent, over a reload too", async () => {
    const dashboard = await openDashboard(browser, {
      view: states.armed ?? null,
      answer: (ask) =>
        ask.kind === "send-arm"
          ? { kind: "done", message: "Sent.", sentArm: ask.token }
          : { kind: "done", message: "" },
    })
    const { page, asked } = dashboard
    const button = (name: string) => page.getByRole("button", { name, exact: true })
    await button("Start in the chat").click()
    await page.getByText("Sent; waiting for the chat · 8:41 left").waitFor()
    await page.reload()
    await page.getByText("Sent; waiting for the chat · 8:41 left").waitFor()
    expect(await page.locator(".arm .button").allInnerTexts()).toEqual([
      "Send again",
      "Copy the line",
      "Withdraw",
    ])
    expect(await page.locator(".primary").count()).toBe(0)
    await button("Send again").click()
    await button("Withdraw").click()
    expect(asked.map(({ kind }) => kind)).toEqual(["send-arm", "send-arm", "withdraw-arm"])
    await page.clock.setFixedTime(readAt + 600_000)
    await page.getByText("Expired. Start it again.").waitFor()
    await dashboard.close()
  })

  it("tells what was done in the flow of the page, where it covers nothing, and lets it go by itself", async () => {
    const message = "Asked for."
    const dashboard = await openDashboard(browser, {
      view: states.ready ?? null,
      width: 1200,
      height: 800,
      answer: (ask) =>
        ask.kind === "detect-checks"
          ? { kind: "checks", checks: ["npm test"], why: "package.json has scripts" }
          : { kind: "done", message },
    })
    const { page } = dashboard
    await dashboard.show(states.running ?? viewOf([]))
    await page.getByRole("button", { name: "Pause" }).click()
    await page.locator(".notice", { hasText: message }).waitFor()
    await page.getByRole("button", { name: "New loop" }).click()
    const start = page.getByRole("button", { name: "Start", exact: true })
    await start.waitFor()
    expect(await page.locator(".notice").count()).toBe(1)
    const covered =
      await page.evaluate(`[...document.querySelectorAll("button:not(.unseen), vscode-textfield, input")].filter((one) => {
      const box = one.getBoundingClientRect()
      const told = document.querySelector(".notice").getBoundingClientRect()
      return !one.closest(".notice") && box.top < told.bottom && box.bottom > told.top && box.left < told.right && box.right > told.left
    }).length`)
    expect(covered).toBe(0)
    await start.click({ trial: true })
    await page.locator(".notice").waitFor({ state: "detached", timeout: 15_000 })
    await dashboard.close()
  }, 30_000)

  it("ends what it told when the loop gets there, and keeps an error until it is closed", async () => {
    let fails = false
    const dashboard = await openDashboard(browser, {
      view: states.running ?? null,
      answer: () =>
        fails
          ? { kind: "refused", message: "The disk is full.", next: "Free some space." }
          : { kind: "done", message: "It pauses at its next event." },
    })
    const { page } = dashboard
    const told = page.locator(".notice")
    await page.getByRole("button", { name: "Pause" }).click()
    await told.waitFor()
    await dashboard.show(states.checking ?? viewOf([]))
    expect(await told.count()).toBe(1)
    await dashboard.show(states.paused ?? viewOf([]))
    expect(await told.count()).toBe(0)
    fails = true
    await page.getByRole("button", { name: "Resume" }).click()
    await page.getByRole("alert").getByText("The disk is full.").waitFor()
    await dashboard.show(states.running ?? viewOf([]))
    expect(await told.count()).toBe(1)
    await page.getByRole("button", { name: "Close this message" }).click()
    await told.waitFor({ state: "detached" })
    await dashboard.close()
  })

  it("keeps the answer to the last click, when that to an earlier one comes late", async () => {
    let open = (): void => {}
    const opened = new Promise<void>((resolve) => {
      open = resolve
    })
    const dashboard = await openDashboard(browser, {
      view: states.verified ?? null,
      answer: async ({ kind }) => {
        if (kind === "report") await opened
        return { kind: "done", message: kind === "report" ? "The report is open." : "The files are back." }
      },
    })
    const { page } = dashboard
    await page.getByRole("button", { name: "Open report" }).click()
    await page.getByRole("button", { name: "Restore the files to iteration 1…" }).click()
    await page.getByRole("button", { name: "Restore", exact: true }).click()
    const told = page.locator(".notice")
    await told.getByText("The files are back.").waitFor()
    open()
    await page.locator('button:not([aria-disabled="true"])', { hasText: "Open report" }).waitFor()
    expect(await told.innerText()).toContain("The files are back.")
    await dashboard.close()
  })

  it("takes the reader to an error that is out of sight", async () => {
    const dashboard = await openDashboard(browser, {
      view: states.running ?? null,
      height: 400,
      answer: () => ({ kind: "refused", message: "The disk is full.", next: "" }),
    })
    const { page } = dashboard
    const way = page.getByRole("button", { name: "Restore the files to iteration 1…" })
    await way.scrollIntoViewIfNeeded()
    await way.click()
    await page.getByRole("button", { name: "Restore", exact: true }).click()
    await page.locator(".notice").waitFor()
    const box = await page.locator(".notice").boundingBox()
    expect((box?.y ?? -1) >= 0 && (box?.y ?? 999) < 400).toBe(true)
    await dashboard.close()
  })

  it("keeps place, open rows and typed text over a reload", async () => {
    const dashboard = await openDashboard(browser, { view: states.several ?? null })
    const { page } = dashboard
    await page.getByRole("tab", { name: /Speed up/ }).click()
    await page.getByRole("button", { name: "New loop" }).click()
    await page.getByLabel("Task").first().pressSequentially("Half a sentence")
    await page.reload()
    await page.locator("vscode-textarea").waitFor()
    expect(await page.locator("vscode-textarea textarea").inputValue()).toBe("Half a sentence")
    await page.getByRole("tab", { name: /Speed up/ }).click()
    await page.locator('article[aria-label="Speed up the importer"]').waitFor()
    await page.reload()
    await page.locator('article[aria-label="Speed up the importer"]').waitFor()
    await dashboard.close()
  })

  it("says that the connection is lost, with the time of what is shown, and finds back", async () => {
    const dashboard = await openDashboard(browser, { view: states.browser ?? null, kind: "browser" })
    const { page } = dashboard
    dashboard.drop()
    await page.getByText("No connection. What you see is from").waitFor()
    await page.getByText("No connection.").waitFor({ state: "detached", timeout: 15_000 })
    await dashboard.close()
  })

  it("follows a change of theme in its plot", async () => {
    const dashboard = await openDashboard(browser, { view: states.running ?? null, theme: "dark" })
    const { page } = dashboard
    await page.locator("loop-plot canvas").waitFor()
    const picture = () => page.evaluate("document.querySelector('loop-plot canvas').toDataURL()")
    const dark = await picture()
    await page.evaluate(`document.documentElement.style.setProperty("--vscode-charts-red", "#0000ff")`)
    await page.waitForFunction(
      `document.querySelector("loop-plot canvas").toDataURL() !== ${JSON.stringify(dark)}`,
    )
    await dashboard.close()
  })

  it("waits with words until it is told something, and opens what the program asks for", async () => {
    const dashboard = await openDashboard(browser, { view: null })
    const { page } = dashboard
    await page.getByText("Reading your loops…").waitFor()
    const view = states.several
    if (view === undefined) throw new Error("no view")
    await dashboard.show(view)
    await page.locator(`article[aria-label="Make the cart's tests pass"]`).waitFor()
    await dashboard.send({ kind: "show", place: "loop", loop: "l-3" })
    await page.locator('article[aria-label="Speed up the importer"]').waitFor()
    await dashboard.send({ kind: "show", place: "start", loop: null })
    await page.getByRole("heading", { name: "Start a loop" }).waitFor()
    expect(dashboard.complaints).toEqual([])
    await dashboard.close()
  })
})
