import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Ask, Reply } from "../../../src/dashboard/model/messages.ts"
import type { DashboardView } from "../../../src/dashboard/model/view.ts"
import { findChromium } from "../../ide/harness/find-chromium.ts"
import { states } from "../fixtures/states.ts"
import { launch } from "./harness/browser.ts"
import { type Dashboard, openDashboard } from "./harness/dashboard.ts"

const loop = "l-cart-0001"
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).first()

describe.skipIf(findChromium() === null)("what the dashboard asks for (in Chromium)", () => {
  let browser: Browser
  let open: Dashboard | null = null
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  async function dashboard(
    state: string | DashboardView,
    answer?: (ask: Ask) => Reply,
    kind: "sidebar" | "browser" = "sidebar",
  ): Promise<Dashboard> {
    await open?.close()
    open = await openDashboard(browser, {
      view: typeof state === "string" ? (states[state] ?? null) : state,
      kind,
      ...(answer === undefined ? {} : { answer }),
    })
    return open
  }

  const clicks: readonly (readonly [state: string, names: readonly string[], ask: Ask])[] = [
    ["running", ["Pause"], { kind: "pause", loop }],
    ["paused", ["Resume"], { kind: "resume", loop }],
    ["host-capped", ["Continue"], { kind: "continue", loop }],
    ["approval", ["Approve"], { kind: "approve", loop, finding: "weakened:1f0c" }],
    ["approval", ["Next finding", "Approve"], { kind: "approve", loop, finding: "skipped:77aa" }],
    ["approval", ["Ask to restore"], { kind: "reject", loop, finding: "weakened:1f0c" }],
    ["approval", ["Stop the loop", "Cancel the loop"], { kind: "cancel", loop }],
    [
      "stuck",
      ["Back to the best: iteration 4, 2 failing…", "Restore"],
      { kind: "restore", loop, checkpoint: 4 },
    ],
    ["stuck", ["View diff"], { kind: "diff", loop, n: 4 }],
    ["review", ["View the changes"], { kind: "diff", loop, n: 4 }],
    [
      "running",
      ["cart.test.ts › rounds half up"],
      { kind: "open-file", loop, file: "test/cart.test.ts", line: 41 },
    ],
    ["running", ["More actions", "Open report"], { kind: "report", loop, format: "markdown" }],
    ["running", ["More actions", "Open the last log"], { kind: "open-log", loop, n: 4 }],
    ["running", ["More actions", "Restore the start…", "Restore"], { kind: "restore", loop, checkpoint: 0 }],
    ["running", ["View the diff of iteration 3"], { kind: "diff", loop, n: 3 }],
    [
      "iteration-limit",
      ["Extend…", "Extend and go on"],
      { kind: "extend", loop, maxIterations: 20, maxMinutes: null },
    ],
    ["verified", ["Open report"], { kind: "report", loop, format: "markdown" }],
    ["armed", ["Start in the chat"], { kind: "send-arm", token: "k7f2" }],
    ["armed", ["Withdraw"], { kind: "withdraw-arm", token: "k7f2" }],
    ["not-installed", ["Set up"], { kind: "setup" }],
    ["damaged", ["Repair"], { kind: "setup" }],
    ["never-seen", ["Run the doctor"], { kind: "doctor" }],
  ]
  for (const [state, names, ask] of clicks) {
    it(`${ask.kind}: ${state} → ${names.join(" → ")}`, async () => {
      const { page, asked } = await dashboard(state)
      for (const name of names) await button(page, name).click()
      await page.locator(".notice").waitFor()
      expect(asked.filter(({ kind }) => kind !== "detect-checks")).toEqual([ask])
    })
  }

  it.each(["stuck", "review"])("offers no diff of an iteration that changed no file: %s", async (state) => {
    const view = states[state]
    if (view === undefined) throw new Error(state)
    const idle = { files: 0, added: 0, removed: 0 }
    const loops = view.loops.map((card) => ({
      ...card,
      iterations: card.iterations.map((row) => ({ ...row, diff: row.n === 1 ? row.diff : idle })),
    }))
    const { page } = await dashboard({ ...view, loops })
    const rows = page.locator(".row-main")
    for (const row of [await rows.count(), 2, 1]) await rows.nth(row - 1).click()
    await page.locator(".detail").nth(2).waitFor()
    const offered = (name: string | RegExp) => page.getByRole("button", { name }).count()
    expect(await offered(/^View (the )?(diff|changes)/)).toBe(1)
    expect(await offered("View the diff of iteration 1")).toBe(1)
  })

  it("shows what was refused as an alert with the next step", async () => {
    const { page } = await dashboard("running", () => ({
      kind: "refused",
      message: "The loop ended in the meantime.",
      next: "Open its report.",
    }))
    await button(page, "Pause").click()
    const alert = page.getByRole("alert")
    await alert.waitFor()
    expect(await alert.locator("p").allInnerTexts()).toEqual([
      "The loop ended in the meantime.",
      "Open its report.",
    ])
  })

  it("asks once while the first ask is under way", async () => {
    const { page, asked } = await dashboard("running", () => ({ kind: "done", message: "Asked for." }))
    await page.evaluate(`(() => {
      const pause = [...document.querySelectorAll("button")].find((one) => one.innerText.includes("Pause"))
      pause.click(); pause.click()
    })()`)
    await page.getByText("Asked for.").waitFor()
    expect(asked).toEqual([{ kind: "pause", loop }])
  })

  it("starts a loop with what the form holds, and shows what is missing first", async () => {
    const { page, asked } = await dashboard("ready", (ask) =>
      ask.kind === "detect-checks"
        ? { kind: "checks", checks: ["npm test", "npm run lint"], why: "package.json has scripts" }
        : { kind: "done", message: "Prepared." },
    )
    await page.getByText("package.json has scripts").waitFor()
    await button(page, "Start").click()
    await page.getByText("Say what is to be done.").waitFor()
    await page.getByLabel("Task").first().pressSequentially("Fix the rounding")
    await button(page, "Remove check 2").click()
    await page.locator("#iterations input").fill("25")
    await page.getByRole("radio", { name: "Safe", exact: true }).check()
    await page.getByText("More options").click()
    await page.getByText("Work on a branch of its own").click()
    await button(page, "Start").click()
    await page.getByText("Prepared.").waitFor()
    expect(asked).toEqual([
      { kind: "detect-checks", workspace: "/home/ada/shop" },
      {
        kind: "start",
        form: {
          task: "Fix the rounding",
          workspace: "/home/ada/shop",
          checks: ["npm test"],
          maxIterations: 25,
          maxMinutes: 60,
          maxUsd: null,
          mode: "safe",
          completion: null,
          branch: "none",
        },
      },
    ])
  })

  it("shows a diff as a text where there is no editor, and offers to save it", async () => {
    const { page } = await dashboard(
      "browser",
      () => ({
        kind: "text",
        title: "Iteration 4",
        text: "--- a/cart.ts\n+++ b/cart.ts\n@@ -1 +1 @@\n-old\n+new",
        fileName: "iteration-4.diff",
      }),
      "browser",
    )
    await button(page, "View the diff of iteration 4").click()
    await page.getByRole("dialog", { name: "Iteration 4" }).waitFor()
    expect(await page.locator(".diff .added").allInnerTexts()).toEqual(["+new\n"])
    const download = page.waitForEvent("download")
    await button(page, "Save").click()
    expect((await download).suggestedFilename()).toBe("iteration-4.diff")
  })

  it("does not offer what the program cannot do", async () => {
    const { page } = await dashboard("browser", undefined, "browser")
    expect(await page.getByRole("button", { name: "Run the doctor" }).count()).toBe(0)
    expect(await page.getByRole("button", { name: "cart.test.ts › rounds half up" }).count()).toBe(0)
    expect(await page.getByText("cart.test.ts › rounds half up").count()).toBeGreaterThan(0)
  })
})
