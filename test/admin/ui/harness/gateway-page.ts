import type { Browser, Page } from "playwright-core"
import type { AdminAsk, AdminMessage, AdminReply, PageMessage } from "../../../../src/admin/model/messages.ts"
import { gatewayPageHtml } from "../../../../src/admin/model/page.ts"
import type { GatewayView, Grouping, Range } from "../../../../src/admin/model/view.ts"
import type { PageOrder } from "../../../../src/dashboard/model/page.ts"
import { webviewScript } from "../../../dashboard/ui/harness/dashboard.ts"
import { openSite } from "../../../dashboard/ui/harness/site.ts"
import type { themes } from "../../../dashboard/ui/harness/themes.ts"
import { seriesOf } from "../../fixtures/series.ts"
import { readAt } from "../../fixtures/states.ts"

export type PageOrderOfTest = {
  readonly view: GatewayView
  readonly kind?: PageOrder["kind"]
  readonly theme?: keyof typeof themes
  readonly width?: number
  readonly height?: number
  readonly lang?: string
  /** What the program answers; without it every ask is done. */
  readonly answer?: (ask: AdminAsk) => AdminReply | undefined
}

/** The gateway's page in a real browser, with a program behind it that notes what it is asked. */
export type GatewayPage = {
  readonly page: Page
  /** What the reader asked for: the plots, which the page asks for by itself, are left out. */
  readonly asked: readonly AdminAsk[]
  readonly series: readonly { readonly range: Range; readonly by: Grouping }[]
  readonly complaints: readonly string[]
  readonly show: (view: GatewayView) => Promise<void>
  readonly drop: () => void
  readonly close: () => Promise<void>
}

export async function openGatewayPage(browser: Browser, order: PageOrderOfTest): Promise<GatewayPage> {
  const { kind = "browser", theme = "dark", width = 1100, height = 800, lang = "en" } = order
  let view = order.view
  const asked: AdminAsk[] = []
  const series: { range: Range; by: Grouping }[] = []
  const complaints: string[] = []
  const answer = (ask: AdminAsk): AdminReply => {
    if (ask.kind === "series") {
      series.push({ range: ask.range, by: ask.by })
      return { kind: "series", series: seriesOf(ask.range, ask.by, view.requests.length === 0) }
    }
    asked.push(ask)
    return order.answer?.(ask) ?? { kind: "done", message: "Done." }
  }
  const current = (): AdminMessage => ({ kind: "view", view })
  const site = await openSite<AdminAsk>(
    current,
    async (ask) => answer(ask),
    (kindOfPage, language) =>
      gatewayPageHtml({
        cspSource: "'self'",
        nonce: "n0nce",
        scriptUrl: "gateway.js",
        sharedStyleUrl: "main.css",
        styleUrl: "gateway.css",
        lang: language,
        kind: kindOfPage,
      }),
  )
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme.endsWith("light") ? "light" : "dark",
    contrast: theme.startsWith("contrast") ? "more" : "no-preference",
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text())
  })
  page.on("pageerror", (error) => complaints.push(String(error)))
  await page.clock.setFixedTime(readAt)
  const send = async (message: AdminMessage): Promise<void> => {
    if (kind === "browser") site.push(message)
    else await page.evaluate(`window.postMessage(${JSON.stringify(message)}, "*")`)
  }
  if (kind !== "browser") {
    await page.exposeFunction("toProgram", async (message: PageMessage) => {
      if (message.kind === "ask") await send({ kind: "reply", id: message.id, reply: answer(message.ask) })
      else await send(current())
    })
    await page.addInitScript(webviewScript(theme))
  }
  await page.goto(site.url(kind, lang))
  await page.locator("main").first().waitFor()
  return {
    page,
    asked,
    series,
    complaints,
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
