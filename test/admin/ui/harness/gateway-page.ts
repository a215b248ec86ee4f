import type { Browser } from "playwright-core"
import type { AdminAsk, AdminMessage, AdminReply } from "../../../../src/admin/model/messages.ts"
import { gatewayPageHtml } from "../../../../src/admin/model/page.ts"
import type { GatewayView, Grouping, Range } from "../../../../src/admin/model/view.ts"
import { type Look, type OpenedPage, openPage } from "../../../dashboard/ui/harness/open-page.ts"
import { seriesOf } from "../../fixtures/series.ts"
import { empty, readAt, states } from "../../fixtures/states.ts"

export type PageOrderOfTest = Partial<Look> & {
  readonly view: GatewayView
  /** What the program answers; without it every ask is done. */
  readonly answer?: Answer
  /** What each request of the plots costs, as a part of what it usually does. */
  readonly costScale?: number
}

type Answer = (ask: AdminAsk) => AdminReply | Promise<AdminReply> | undefined

/** The gateway's page in a real browser, with a program behind it that notes what it is asked. */
export type GatewayPage = Omit<OpenedPage<AdminMessage>, "show"> & {
  /** What the reader asked for: the plots, which the page asks for by itself, are left out. */
  readonly asked: readonly AdminAsk[]
  readonly series: readonly { readonly range: Range; readonly by: Grouping }[]
  readonly show: (view: GatewayView) => Promise<void>
}

export async function openGatewayPage(browser: Browser, order: PageOrderOfTest): Promise<GatewayPage> {
  const { kind = "browser", theme = "dark", width = 1100, height = 800, lang = "en", costScale = 1 } = order
  let view = order.view
  const asked: AdminAsk[] = []
  const series: { range: Range; by: Grouping }[] = []
  const opened = await openPage<AdminAsk, AdminMessage>(browser, {
    kind,
    theme,
    width,
    height,
    lang,
    readAt,
    permissions: ["clipboard-read", "clipboard-write"],
    first: () => ({ kind: "view", view }),
    async answer(ask) {
      if (ask.kind === "series") {
        series.push({ range: ask.range, by: ask.by })
        const found = seriesOf(ask.range, ask.by, view.requests.length === 0)
        const rows = found.rows.map((row) => ({ ...row, usd: row.usd.map((usd) => scaled(usd, costScale)) }))
        return { kind: "series", series: { ...found, rows } }
      }
      asked.push(ask)
      return (await order.answer?.(ask)) ?? { kind: "done", message: "Done." }
    },
    html: (kindOfPage, language) =>
      gatewayPageHtml({
        cspSource: "'self'",
        nonce: "n0nce",
        scriptUrl: "gateway.js",
        sharedStyleUrl: "main.css",
        styleUrl: "gateway.css",
        lang: language,
        kind: kindOfPage,
      }),
  })
  return {
    ...opened,
    asked,
    series,
    async show(next) {
      view = next
      await opened.show({ kind: "view", view: next })
    },
  }
}

function scaled(usd: number | null, by: number): number | null {
  return usd === null ? null : usd * by
}

/** One page at a time: the next one closes the last. */
export function gatewayPages(browser: () => Browser) {
  let open: GatewayPage | null = null
  const close = async (): Promise<void> => {
    await open?.close()
    open = null
  }
  return {
    close,
    async open(order: PageOrderOfTest): Promise<GatewayPage> {
      await close()
      open = await openGatewayPage(browser(), order)
      return open
    },
    /** The page in a state by its name, with a tab of it where one is named. */
    async openAt(state: string, tab: string, answer?: Answer): Promise<GatewayPage> {
      const opened = await this.open({
        view: states[state] ?? empty,
        ...(answer === undefined ? {} : { answer }),
      })
      if (tab !== "") await opened.page.locator(`#tab-${tab}`).click()
      return opened
    },
  }
}
