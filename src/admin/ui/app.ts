import { render } from "lit"
import type { Transport } from "../../dashboard/ui/transport.ts"
import type { AdminAsk, AdminReply } from "../model/messages.ts"
import type { GatewayView } from "../model/view.ts"
import type { Told } from "./gateway-wire.ts"
import { kept, restored } from "./kept-state.ts"
import { page } from "./page.ts"
import type { Act, GatewaySpeaker, Scene } from "./scene.ts"
import { readAttempts } from "./traffic/attempts.ts"
import { seriesAgeMs } from "./traffic/series-age.ts"
import { initialState, keyOf, type Notice, type UiState } from "./ui-state.ts"

/** Draws the gateway's page into `root` and keeps it up to date until the page goes. */
export function startApp(
  root: HTMLElement,
  transport: Transport<AdminAsk, AdminReply, Told>,
  words: GatewaySpeaker,
): void {
  let view: GatewayView | null = null
  let state: UiState = { ...initialState, ...restored(transport.recall()) }
  let drawn = false
  let painted = false
  /** What opened the form, question or text that is open, and whether that was just closed. */
  let opener: Opener | null = null
  let closing = false
  let clock: ReturnType<typeof setTimeout> | null = null
  let leaving: ReturnType<typeof setTimeout> | null = null
  let bring = false
  /** When the plots were asked for last, and for what. */
  let asked = { at: 0, what: "" }

  const act: Act = {
    set(change) {
      const wasOpen = isOpen(state)
      state = { ...state, ...change }
      if (!wasOpen && isOpen(state)) opener = openerOf(document.activeElement)
      if (wasOpen !== isOpen(state)) closing = wasOpen
      transport.remember(kept(state))
      draw()
    },
    ask(ask, then) {
      const key = keyOf(ask)
      if (state.busy.includes(key)) return
      act.set({ busy: [...state.busy, key] })
      void transport.ask(ask).then((reply) => {
        act.set({ busy: state.busy.filter((other) => other !== key) })
        if (then?.(reply) !== true) show(reply)
      })
    },
    busy: (ask) => state.busy.includes(keyOf(ask)),
    current: () => state,
    copy(text) {
      void navigator.clipboard.writeText(text).then(
        () => tell({ tone: "info", message: words.say("copied"), next: "" }),
        () => act.set({ reading: { title: words.say("copy"), text, fileName: "for-loop.txt" } }),
      )
    },
  }

  function show(reply: AdminReply): void {
    switch (reply.kind) {
      case "done":
        tell({ tone: "info", message: reply.message, next: "" })
        break
      case "refused":
        tell({ tone: "error", message: reply.message, next: reply.next })
        break
      case "text": {
        const { title, text, fileName } = reply
        act.set({ reading: { title, text, fileName }, notice: null })
        break
      }
      case "key":
        act.set({ newKey: { name: reply.name, secret: reply.secret }, notice: null })
        break
      case "series":
      case "attempts":
        break
      default:
        reply satisfies never
    }
  }

  function tell(notice: Notice): void {
    act.set({ notice })
    bring = true
    if (leaving !== null) clearTimeout(leaving)
    const ms = Math.max(8000, notice.message.length * 60)
    leaving = notice.tone === "error" ? null : setTimeout(() => leave(notice), ms)
  }

  function leave(notice: Notice): void {
    if (state.notice !== notice) return
    // Whoever is at it finishes reading.
    if (root.querySelector(".notice:is(:hover, :focus-within)") === null) act.set({ notice: null })
    else leaving = setTimeout(() => leave(notice), 1000)
  }

  /** The plots are asked for while they are looked at: what they show depends on this page alone. */
  function refreshSeries(): void {
    if (view === null || view.running === null || state.tab !== "traffic") return
    const { range, by } = state
    const what = `${range} ${by}`
    const now = Date.now()
    if (what === asked.what && now - asked.at < seriesAgeMs(range)) return
    asked = { at: now, what }
    void transport.ask({ kind: "series", range, by }).then((reply) => {
      if (reply.kind === "series" && reply.series.range === state.range && reply.series.by === state.by)
        act.set({ series: reply.series })
    })
  }

  /** Several changes of one moment are drawn once, before the next picture. */
  function draw(): void {
    if (drawn) return
    drawn = true
    requestAnimationFrame(() => {
      drawn = false
      paint()
    })
  }

  function paint(): void {
    if (clock !== null) clearTimeout(clock)
    clock = null
    if (view === null) return
    const scene: Scene = { view, state, now: Date.now(), words, act }
    if (!painted) root.replaceChildren()
    painted = true
    render(page(scene), root)
    if (closing) returnFocus(root, opener)
    closing = false
    if (bring) root.querySelector(".notice")?.scrollIntoView({ block: "nearest" })
    bring = false
    readAttempts(scene)
    refreshSeries()
    // Times are shown as ages.
    if (view.running !== null) clock = setTimeout(paint, 5000 - (Date.now() % 5000))
  }

  transport.open({
    onMessage(message) {
      view = message.view
      draw()
    },
    onLink(link) {
      if (link !== state.link) act.set({ link })
    },
  })
}

function isOpen({ form, asking, reading, newKey }: UiState): boolean {
  return form !== null || asking !== null || reading !== null || newKey !== null
}

/** What opened something: it may be gone while that is open, and then comes back as another element of the same name. */
type Opener = { readonly element: Element; readonly name: string }

function openerOf(element: Element | null): Opener | null {
  return element === null ? null : { element, name: nameOf(element) }
}

/** What was closed had the focus: it goes back to what opened it. */
function returnFocus(root: HTMLElement, opener: Opener | null): void {
  const lost = document.activeElement === null || document.activeElement === document.body
  if (!lost || opener === null) return
  const { element, name } = opener
  const again = element.isConnected
    ? element
    : [...root.querySelectorAll("button")].find((button) => nameOf(button) === name)
  if (again instanceof HTMLElement) again.focus()
}

function nameOf(element: Element): string {
  return element.getAttribute("aria-label") ?? element.textContent ?? ""
}
