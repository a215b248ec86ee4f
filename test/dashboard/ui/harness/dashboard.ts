import type { Browser } from "playwright-core"
import type { Ask, HostMessage, Reply } from "../../../../src/dashboard/model/messages.ts"
import type { DashboardView } from "../../../../src/dashboard/model/view.ts"
import { readAt } from "../../fixtures/loop-card.ts"
import { type Look, type OpenedPage, openPage } from "./open-page.ts"

export type DashboardOrder = Partial<Look> & {
  readonly view: DashboardView | null
  /** Runs in the page before anything of it. */
  readonly script?: string
  /** What the program answers; without it every ask is done. */
  readonly answer?: (ask: Ask) => Reply | Promise<Reply>
}

/** A dashboard in a real browser, with a program behind it that notes what it is asked. */
export type Dashboard = Omit<OpenedPage<HostMessage>, "show"> & {
  readonly asked: readonly Ask[]
  readonly show: (view: DashboardView) => Promise<void>
}

export async function openDashboard(browser: Browser, order: DashboardOrder): Promise<Dashboard> {
  const { script, kind = "sidebar", theme = "dark", width = 300, height = 640, lang = "en" } = order
  let view = order.view
  const asked: Ask[] = []
  const opened = await openPage<Ask, HostMessage>(browser, {
    kind,
    theme,
    width,
    height,
    lang,
    readAt,
    first: () => (view === null ? null : { kind: "view", view }),
    async answer(ask) {
      asked.push(ask)
      return (await order.answer?.(ask)) ?? { kind: "done", message: "Done." }
    },
    ...(script === undefined ? {} : { script }),
  })
  return {
    ...opened,
    asked,
    async show(next) {
      view = next
      await opened.show({ kind: "view", view: next })
    },
  }
}
