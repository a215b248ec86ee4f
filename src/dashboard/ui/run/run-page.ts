import { render, type TemplateResult } from "lit"
import type { Transport } from "../transport.ts"
import { answerOrder } from "./answer-order.ts"
import { type Opener, openerNow, returnFocus } from "./opener.ts"
import { keyOf, type Notice, type PageAct, type PageState, type Shown } from "./page-state.ts"
import { teller } from "./teller.ts"

/** What tells one page from another. */
export type PageOrder<State, Ask, Reply> = {
  readonly initial: State
  readonly words: { say(key: "copied" | "copy"): string }
  /** What is kept while the page is not shown. */
  readonly kept: (state: State) => unknown
  /** Whether something is open that gives the focus back when it is closed. */
  readonly isOpen: (state: State) => boolean
  /** The page as it stands; null while there is nothing to show. */
  readonly drawing: (state: State) => TemplateResult | null
  /** Called after each drawing; in how many ms the next is due though nothing happens, null for none. */
  readonly drawn: () => number | null
  /** What the notice of an answer keeps of its ask: nothing where a secret may stand in it. */
  readonly about: (ask: Ask) => Ask | null
  /** What is left of a notice when something is asked. */
  readonly noticeAt: (ask: Ask, notice: Notice<Ask> | null) => Notice<Ask> | null
  /** Whether the reader is taken to a notice that is out of sight. */
  readonly mustBeSeen: (notice: Notice<Ask>) => boolean
  /** Called with every answer, before whoever asked gets it. */
  readonly onReply?: (reply: Reply) => void
  /** What is shown of an answer that whoever asked did not take; the rest of it is the page's own matter. */
  readonly shown: (reply: Reply) => Shown | null
}

export type RunningPage<State, Ask, Reply, Told> = {
  readonly act: PageAct<State, Ask, Reply>
  /** Draws before the next picture; several changes of one moment are drawn once. */
  readonly draw: () => void
  /** Begins to listen to the program. */
  readonly open: (onMessage: (message: Told) => void) => void
}

/** What the pages have in common: state, asks and their answers, notices, the focus, and when it is drawn into `root`. */
export function runPage<State extends PageState<Ask>, Ask extends object, Reply, Told>(
  root: HTMLElement,
  transport: Transport<Ask, Reply, Told>,
  page: PageOrder<State, Ask, Reply>,
): RunningPage<State, Ask, Reply, Told> {
  let state = page.initial
  let isDue = false
  let painted = false
  /** What opened what is open, and whether that was just closed. */
  let opener: Opener | null = null
  let closing = false
  let clock: ReturnType<typeof setTimeout> | null = null
  /** Whether the reader is taken to the notice by the next drawing. */
  let bring = false
  const begin = answerOrder()

  const change = (part: Partial<State> | Partial<PageState<Ask>>): void => {
    const wasOpen = page.isOpen(state)
    state = { ...state, ...part }
    const isOpen = page.isOpen(state)
    if (!wasOpen && isOpen) opener = openerNow()
    if (wasOpen !== isOpen) closing = wasOpen
    transport.remember(page.kept(state))
    draw()
  }
  const leaveOrStay = teller<Ask>({
    told: () => state.notice,
    tell: (notice) => change({ notice }),
    isRead: () => root.querySelector(".notice:is(:hover, :focus-within)") !== null,
  })
  const tell = (notice: Notice<Ask>): void => {
    leaveOrStay(notice)
    bring = page.mustBeSeen(notice)
  }
  const show = (answer: Shown, about: Ask | null): void => {
    if (answer.kind === "text") {
      const { title, text, fileName } = answer
      change({ reading: { title, text, fileName }, notice: null })
    } else if (answer.kind === "done") tell({ tone: "info", message: answer.message, next: "", about })
    else tell({ tone: "error", message: answer.message, next: answer.next, about })
  }

  const act: PageAct<State, Ask, Reply> = {
    set: change,
    ask(ask, then) {
      const key = keyOf(ask)
      if (state.busy.includes(key)) return
      change({ busy: [...state.busy, key], notice: page.noticeAt(ask, state.notice) })
      const isNews = begin()
      void transport.ask(ask).then((reply) => {
        change({ busy: state.busy.filter((other) => other !== key) })
        page.onReply?.(reply)
        if (then?.(reply) === true) return
        const answer = page.shown(reply)
        if (answer !== null && isNews(answer.kind)) show(answer, page.about(ask))
      })
    },
    busy: (ask) => state.busy.includes(keyOf(ask)),
    copy(text) {
      void navigator.clipboard.writeText(text).then(
        () => tell({ tone: "info", message: page.words.say("copied"), next: "", about: null }),
        () => change({ reading: { title: page.words.say("copy"), text, fileName: "for-loop.txt" } }),
      )
    },
    current: () => state,
  }

  function draw(): void {
    if (isDue) return
    isDue = true
    requestAnimationFrame(() => {
      isDue = false
      paint()
    })
  }

  function paint(): void {
    if (clock !== null) clearTimeout(clock)
    clock = null
    const drawing = page.drawing(state)
    if (drawing === null) return
    if (!painted) root.replaceChildren()
    painted = true
    render(drawing, root)
    if (closing) returnFocus(root, opener)
    closing = false
    if (bring) root.querySelector(".notice")?.scrollIntoView({ block: "nearest" })
    bring = false
    const next = page.drawn()
    if (next !== null) clock = setTimeout(paint, next)
  }

  return {
    act,
    draw,
    open: (onMessage) =>
      transport.open({
        onMessage,
        onLink: (link) => {
          if (link !== state.link) change({ link })
        },
      }),
  }
}
