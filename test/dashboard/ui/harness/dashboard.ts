import type { Browser, Page } from "playwright-core"
import type { Ask, HostMessage, Reply, UiMessage } from "../../../../src/dashboard/model/messages.ts"
import type { PageOrder } from "../../../../src/dashboard/model/page.ts"
import type { DashboardView } from "../../../../src/dashboard/model/view.ts"
import { readAt } from "../../fixtures/loop-card.ts"
import { openSite } from "./site.ts"
import { themes } from "./themes.ts"

export type DashboardOrder = {
  readonly view: DashboardView | null
  readonly kind?: PageOrder["kind"]
  readonly theme?: keyof typeof themes
  readonly width?: number
  readonly height?: number
  readonly lang?: string
  /** What the program answers; without it every ask is done. */
  /** Runs in the page before anything of it. */
  readonly script?: string
  readonly answer?: (ask: Ask) => Reply | Promise<Reply>
}

/** A dashboard in a real browser, with a program behind it that notes what it is asked. */
export type Dashboard = {
  readonly page: Page
  readonly asked: readonly Ask[]
  /** What the page wrote to its console as an error, and what its policy kept out. */
  readonly complaints: readonly string[]
  readonly show: (view: DashboardView) => Promise<void>
  readonly send: (message: HostMessage) => Promise<void>
  readonly drop: () => void
  readonly close: () => Promise<void>
}

/** Opens the dashboard as a webview of VS Code does (sidebar, editor), or as `for-loop dashboard` does (browser). */
export async function openDashboard(browser: Browser, order: DashboardOrder): Promise<Dashboard> {
  const { kind = "sidebar", theme = "dark", width = 300, height = 640, lang = "en" } = order
  let view = order.view
  const asked: Ask[] = []
  const complaints: string[] = []
  const answer = async (ask: Ask): Promise<Reply> => {
    asked.push(ask)
    return (await order.answer?.(ask)) ?? { kind: "done", message: "Done." }
  }
  const current = (): HostMessage | null => (view === null ? null : { kind: "view", view })
  const site = await openSite<Ask>(current, answer)
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme.endsWith("light") ? "light" : "dark",
    contrast: theme.startsWith("contrast") ? "more" : "no-preference",
    reducedMotion: "reduce",
  })
  const page = await context.newPage()
  // Below the limit of a test, so that a failure names what was waited for.
  page.setDefaultTimeout(10_000)
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text())
  })
  page.on("pageerror", (error) => complaints.push(String(error)))
  await page.clock.setFixedTime(readAt)
  const send = async (message: HostMessage): Promise<void> => {
    if (kind === "browser") site.push(message)
    else await page.evaluate(`window.postMessage(${JSON.stringify(message)}, "*")`)
  }
  if (kind !== "browser") {
    await page.exposeFunction("toProgram", async (message: UiMessage) => {
      const first = current()
      if (message.kind === "ask")
        await send({ kind: "reply", id: message.id, reply: await answer(message.ask) })
      else if (first !== null) await send(first)
    })
    await page.addInitScript(webviewScript(theme))
  }
  if (order.script !== undefined) await page.addInitScript(order.script)
  await page.goto(site.url(kind, lang))
  if (view !== null) await page.locator("main").first().waitFor()
  return {
    page,
    asked,
    complaints,
    send,
    drop: site.drop,
    async show(next) {
      view = next
      await send({ kind: "view", view: next })
      await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    },
    async close() {
      await context.close()
      await site.close()
    },
  }
}

/** What a webview finds: the host's API, the theme's variables on the root, its class on the body. */
export function webviewScript(theme: keyof typeof themes): string {
  const { variables, bodyClass } = themes[theme]
  return `
    let state
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => { void window.toProgram(message) },
      getState: () => JSON.parse(sessionStorage.getItem("webview-state") ?? "null") ?? undefined,
      setState: (value) => { sessionStorage.setItem("webview-state", JSON.stringify(value)) },
    })
    const variables = ${JSON.stringify(variables)}
    const dress = () => {
      for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty("--vscode-" + name, value)
      document.body.className = ${JSON.stringify(bodyClass)}
    }
    if (document.body) dress()
    else document.addEventListener("DOMContentLoaded", dress)
  `
}
