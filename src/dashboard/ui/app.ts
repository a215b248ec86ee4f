import type { Ask, Reply } from "../model/messages.ts"
import type { Speaker } from "../model/speak.ts"
import type { DashboardView } from "../model/view.ts"
import { announcement } from "./announce.ts"
import type { Told } from "./dashboard-wire.ts"
import { kept, restored } from "./kept-state.ts"
import { isOver, mustBeSeen, noticeAt } from "./notice-rules.ts"
import { page } from "./page.ts"
import { runPage } from "./run/run-page.ts"
import type { Act } from "./scene.ts"
import { detectAgain } from "./start/detect.ts"
import { ticks } from "./ticks.ts"
import type { Transport } from "./transport.ts"
import { initialState, type UiState } from "./ui-state.ts"

/** Draws the dashboard into `root` and keeps it up to date until the page goes. */
export function startApp(root: HTMLElement, transport: Transport<Ask, Reply, Told>, words: Speaker): void {
  let view: DashboardView | null = null
  const spoken = liveRegion()
  const running = runPage<UiState, Ask, Reply, Told>(root, transport, {
    initial: { ...initialState, ...restored(transport.recall()) },
    words,
    kept,
    isOpen: ({ panel, restoring, reading }) => panel !== null || restoring !== null || reading !== null,
    drawing: (state) => (view === null ? null : page({ view, state, now: Date.now(), words, act })),
    // Seconds are shown only while something really runs.
    drawn: () => (view !== null && ticks(view) ? 1000 - (Date.now() % 1000) : null),
    about: (ask) => ask,
    noticeAt,
    mustBeSeen,
    onReply(reply) {
      const token = reply.kind === "done" ? reply.sentArm : undefined
      if (token !== undefined) act.set({ sent: [...act.current().sent, token] })
    },
    shown: (reply) => (reply.kind === "checks" || reply.kind === "detail" ? null : reply),
  })
  const act: Act = {
    ...running.act,
    keep: (row, detail) => act.set({ details: { ...act.current().details, [row]: detail } }),
  }

  running.open((message) => {
    if (message.kind === "view") {
      const said = view === null ? null : announcement(view, message.view, words)
      const { notice } = act.current()
      if (view !== null && notice !== null && isOver(notice, view, message.view)) act.set({ notice: null })
      view = message.view
      if (said !== null) spoken.textContent = said
      running.draw()
    } else if (message.place === "loop" && message.loop !== null)
      act.set({ place: { kind: "loop", id: message.loop }, reading: null })
    else if (message.place === "setup") {
      act.set({ place: null, reading: null })
      scrollTo(0, 0)
    } else if (message.place === "start")
      act.set({ place: { kind: "start" }, reading: null, draft: detectAgain(act.current().draft) })
  })
}

/** Says changes of state to screen readers, each once. */
function liveRegion(): HTMLElement {
  const region = document.createElement("div")
  region.className = "unseen"
  region.setAttribute("role", "status")
  region.setAttribute("aria-live", "polite")
  document.body.append(region)
  return region
}
