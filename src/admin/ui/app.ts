import { runPage } from "../../dashboard/ui/run/run-page.ts"
import type { Transport } from "../../dashboard/ui/transport.ts"
import type { AdminAsk, AdminReply } from "../model/messages.ts"
import type { GatewayView } from "../model/view.ts"
import type { Told } from "./gateway-wire.ts"
import { kept, restored } from "./kept-state.ts"
import { page } from "./page.ts"
import type { GatewaySpeaker, Scene } from "./scene.ts"
import { readAttempts } from "./traffic/attempts.ts"
import { seriesAgeMs } from "./traffic/series-age.ts"
import { initialState, type UiState } from "./ui-state.ts"

/** Draws the gateway's page into `root` and keeps it up to date until the page goes. */
export function startApp(
  root: HTMLElement,
  transport: Transport<AdminAsk, AdminReply, Told>,
  words: GatewaySpeaker,
): void {
  let view: GatewayView | null = null
  /** When the plots were asked for last, and for what. */
  let asked = { at: 0, what: "" }
  const { act, draw, open } = runPage<UiState, AdminAsk, AdminReply, Told>(root, transport, {
    initial: { ...initialState, ...restored(transport.recall()) },
    words,
    kept,
    isOpen: ({ form, asking, reading, newKey }) =>
      form !== null || asking !== null || reading !== null || newKey !== null,
    drawing: () => (view === null ? null : page(sceneOf(view))),
    drawn() {
      if (view === null) return null
      readAttempts(sceneOf(view))
      refreshSeries(view)
      // Times are shown as ages.
      return view.running === null ? null : 5000 - (Date.now() % 5000)
    },
    about: () => null,
    noticeAt: (_ask, notice) => notice,
    mustBeSeen: () => true,
    shown(reply) {
      if (reply.kind === "key") act.set({ newKey: { name: reply.name, secret: reply.secret }, notice: null })
      return reply.kind === "key" || reply.kind === "series" || reply.kind === "attempts" ? null : reply
    },
  })
  const sceneOf = (view: GatewayView): Scene => ({ view, state: act.current(), now: Date.now(), words, act })

  /** The plots are asked for while they are looked at: what they show depends on this page alone. */
  function refreshSeries({ running }: GatewayView): void {
    const { tab, range, by } = act.current()
    if (running === null || tab !== "traffic") return
    const what = `${range} ${by}`
    const now = Date.now()
    if (what === asked.what && now - asked.at < seriesAgeMs(range)) return
    asked = { at: now, what }
    void transport.ask({ kind: "series", range, by }).then((reply) => {
      const { range, by } = act.current()
      if (reply.kind === "series" && reply.series.range === range && reply.series.by === by)
        act.set({ series: reply.series })
    })
  }

  open((message) => {
    view = message.view
    draw()
  })
}
