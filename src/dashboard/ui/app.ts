import { render } from "lit"
import type { Ask, Reply } from "../model/messages.ts"
import type { Speaker } from "../model/speak.ts"
import type { DashboardView } from "../model/view.ts"
import { announcement } from "./announce.ts"
import type { Told } from "./host-message.ts"
import { forget, restore } from "./kept-state.ts"
import { isOver, mustBeSeen, noticeAt, toldForMs } from "./notice-time.ts"
import { page } from "./page.ts"
import type { Act, Scene } from "./scene.ts"
import { detectAgain } from "./start/detect.ts"
import { ticks } from "./ticks.ts"
import type { Transport } from "./transport.ts"
import { initialState, keyOf, type Notice, type UiState } from "./ui-state.ts"

/** Draws the dashboard into `root` and keeps it up to date until the page goes. */
export function startApp(root: HTMLElement, transport: Transport<Ask, Reply, Told>, words: Speaker): void {
  let view: DashboardView | null = null
  let state: UiState = { ...initialState, ...restore(transport.recall()) }
  let drawn = false
  let painted = false
  /** What opened the panel, question or text that is open, and whether that was just closed. */
  let opener: Element | null = null
  let closing = false
  let clock: ReturnType<typeof setTimeout> | null = null
  /** Ends what is told of something done; and whether the reader is taken to what is told next. */
  let leaving: ReturnType<typeof setTimeout> | null = null
  let bring = false
  const spoken = liveRegion()

  /** Asks are numbered; `told` is the one whose answer the notice told last. */
  let asked = 0
  let told = 0
  const act: Act = {
    set(change) {
      const wasOpen = isOpen(state)
      state = { ...state, ...change }
      if (!wasOpen && isOpen(state)) opener = document.activeElement
      if (wasOpen !== isOpen(state)) closing = wasOpen
      transport.remember(forget(state))
      draw()
    },
    ask(ask, then) {
      const key = keyOf(ask)
      if (state.busy.includes(key)) return
      act.set({ busy: [...state.busy, key], notice: noticeAt(ask, state.notice) })
      asked += 1
      const number = asked
      void transport.ask(ask).then((reply) => {
        const token = reply.kind === "done" ? reply.sentArm : undefined
        const sent = token === undefined ? state.sent : [...state.sent, token]
        act.set({ busy: state.busy.filter((other) => other !== key), sent })
        if (then?.(reply) === true) return
        // What was asked for last is what the reader waits for: an earlier "done" that comes late does not cover it.
        if (reply.kind === "done" && number < told) return
        if (reply.kind === "done" || reply.kind === "refused") told = number
        show(reply, ask)
      })
    },
    busy: (ask: Ask) => state.busy.includes(keyOf(ask)),
    current: () => state,
    keep: (row, detail) => act.set({ details: { ...state.details, [row]: detail } }),
    copy(text) {
      void navigator.clipboard.writeText(text).then(
        () => tell({ tone: "info", message: words.say("copied"), next: "", about: null }),
        () => act.set({ reading: { title: words.say("copy"), text, fileName: "for-loop.txt" } }),
      )
    },
  }

  function show(reply: Reply, about: Ask): void {
    switch (reply.kind) {
      case "done":
        tell({ tone: "info", message: reply.message, next: "", about })
        break
      case "refused":
        tell({ tone: "error", message: reply.message, next: reply.next, about })
        break
      case "text":
        act.set({
          reading: { title: reply.title, text: reply.text, fileName: reply.fileName },
          notice: null,
        })
        break
      case "checks":
      case "detail":
        break
      default:
        reply satisfies never
    }
  }

  function tell(notice: Notice): void {
    act.set({ notice })
    bring = mustBeSeen(notice)
    if (leaving !== null) clearTimeout(leaving)
    leaving = notice.tone === "error" ? null : setTimeout(() => leave(notice), toldForMs(notice))
  }

  function leave(notice: Notice): void {
    if (state.notice !== notice) return
    // Whoever is at it finishes reading.
    if (root.querySelector(".notice:is(:hover, :focus-within)") === null) act.set({ notice: null })
    else leaving = setTimeout(() => leave(notice), 1000)
  }

  function receive(message: Told): void {
    if (message.kind === "view") {
      const said = view === null ? null : announcement(view, message.view, words)
      if (view !== null && state.notice !== null && isOver(state.notice, view, message.view))
        act.set({ notice: null })
      view = message.view
      if (said !== null) spoken.textContent = said
      draw()
    } else if (message.place === "loop" && message.loop !== null)
      act.set({ place: { kind: "loop", id: message.loop }, reading: null })
    else if (message.place === "setup") {
      act.set({ place: null, reading: null })
      scrollTo(0, 0)
    } else if (message.place === "start")
      act.set({ place: { kind: "start" }, reading: null, draft: detectAgain(state.draft) })
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
    if (closing) returnFocus(opener)
    closing = false
    if (bring) root.querySelector(".notice")?.scrollIntoView({ block: "nearest" })
    bring = false
    // Seconds are shown only while something really runs.
    if (ticks(view)) clock = setTimeout(paint, 1000 - (Date.now() % 1000))
  }

  transport.open({
    onMessage: receive,
    onLink: (link) => {
      if (link !== state.link) act.set({ link })
    },
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

function isOpen({ panel, restoring, reading }: UiState): boolean {
  return panel !== null || restoring !== null || reading !== null
}

/** Whoever closes something by keyboard goes on where it was opened. */
function returnFocus(opener: Element | null): void {
  const lost = document.activeElement === null || document.activeElement === document.body
  if (lost && opener instanceof HTMLElement && opener.isConnected) opener.focus()
}
