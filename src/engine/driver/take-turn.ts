import type { LoopState } from "../../loop/state.ts"
import { unknownUsage } from "../../loop/usage-sum.ts"
import { peekControls } from "../../store/control.ts"
import type { TurnEnd, TurnOrder } from "../backend.ts"
import { restate } from "./restate.ts"
import type { Run } from "./run.ts"
import type { Link } from "./run-event.ts"
import { engineFolder, type Session, saveSession } from "./session.ts"

export type Taken = { readonly session: Session; readonly end: TurnEnd }

/** Attempts at one turn over all backends before the loop is paused as `host-error`. */
const mostAttempts = 12
/** A service that is back sooner is waited for; for a longer time another backend takes over, where there is one. */
const worthWaitingMs = 120_000
/** Longest sleep until a quota is back; beyond it the loop is left paused with its resume time. */
const longestSleepMs = 8 * 24 * 3_600_000
const controlWatchMs = 500
const firstBackoffMs = 1000
const longestBackoffMs = 60_000

/**
 * One agent turn, whatever it takes: waits while a breaker is open, tries again what may be tried again, fails over to
 * the next backend or model and says so. Infrastructure faults never reach the loop's iterations; only a fault that
 * nothing here can help comes back.
 */
export async function takeTurn(run: Run, state: LoopState, begun: Session): Promise<Taken> {
  let session = begun
  let last: TurnEnd | null = null
  let tries = 0
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const link = linkOf(session)
    const gate = run.upstreams.gate(link, run.now())
    if (gate.kind === "wait") {
      const next = await passBy(run, session, { until: gate.until, why: gate.why })
      if (next.kind === "stopped") return { session, end: stopped(link, last, next.why) }
      session = next.session
      continue
    }
    tries += 1
    const end = await ask(run, state, session, link)
    last = end
    session = saveSession(run.home, remember(session, end, link))
    if (end.kind === "finished") {
      run.upstreams.succeeded(link, run.now())
      return { session, end }
    }
    run.on({ kind: "fault", turn: session.turn, link, class: end.class, why: end.why })
    if (end.class === "cancelled" || end.class === "budget") return { session, end }
    if (end.class === "context") {
      session = saveSession(run.home, forget(session, link))
      continue
    }
    run.upstreams.failed(link, end, run.now())
    if (!end.retryable) {
      const other = failover(run, session, `${link.backend} cannot do it: ${end.why}`)
      if (other === null) return { session, end }
      session = other
      continue
    }
    const until = end.resumeAt ?? run.now() + backoffMs(tries)
    const next = await passBy(run, session, { until, why: end.why })
    if (next.kind === "stopped") return { session, end: next.kill ? stopped(link, last, next.why) : end }
    session = next.session
  }
  const why = last?.kind === "fault" ? last.why : "no backend answered"
  return {
    session,
    end: {
      ...stopped(linkOf(session), last, `gave up after ${mostAttempts} attempts: ${why}`),
      class: "infrastructure",
    },
  }
}

async function ask(run: Run, state: LoopState, session: Session, link: Link): Promise<TurnEnd> {
  const backend = run.backends[link.backend]
  if (backend === undefined) {
    return {
      kind: "fault",
      class: "unsupported",
      why: `the backend ${link.backend} is not available here`,
      retryable: false,
      resumeAt: null,
      conversation: null,
      model: link.model,
      usage: unknownUsage,
    }
  }
  const conversation = session.conversations[link.backend] ?? null
  const prompt = conversation === null && session.turn > 1 ? restate(state, session.prompt) : session.prompt
  const order: TurnOrder = {
    loop: session.loop,
    turn: session.turn,
    iteration: state.iteration + 1,
    prompt,
    workspace: state.workspace,
    folder: engineFolder(run.home, session.loop),
    model: link.model,
    mode: state.settings.mode,
    // An agent that is new to the task gets what the first one got.
    attachments: [
      ...(conversation === null || session.turn === 1 ? session.attachments : []),
      ...(session.shots ?? []),
    ],
    conversation,
    deadline: deadlineOf(run, state),
  }
  run.on({ kind: "turn", turn: session.turn, link, prompt })
  const watch = watchCancel(run, session.loop)
  try {
    return await backend.turn(
      order,
      (event) => run.on({ kind: "agent", turn: session.turn, event }),
      watch.signal,
    )
  } finally {
    watch.stop()
  }
}

/** The wrap-up turn of a loop whose time is up gets this long. */
const wrapUpMs = 5 * 60_000

function deadlineOf(run: Run, state: LoopState): number {
  const { startedAt, pausedMs, settings } = state
  const end = (startedAt ?? run.now()) + pausedMs + settings.maxMinutes * 60_000
  return Math.max(end, run.now() + wrapUpMs)
}

/** A cancel by the user ends a turn at once; everything else waits for its end. */
function watchCancel(run: Run, loop: string): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController()
  const abort = (): void => controller.abort(new Error("the user cancelled the loop"))
  const timer = setInterval(() => {
    if (peekControls(run.home, loop).some(({ kind }) => kind === "cancel")) abort()
  }, controlWatchMs)
  run.kill.addEventListener("abort", abort, { once: true })
  if (run.kill.aborted) abort()
  return {
    signal: controller.signal,
    stop: () => {
      clearInterval(timer)
      run.kill.removeEventListener("abort", abort)
    },
  }
}

type Passed =
  | { readonly kind: "on"; readonly session: Session }
  | { readonly kind: "stopped"; readonly why: string; readonly kill: boolean }

/** Until `until` this link is of no use: another one takes over when the wait is long, else it is waited for. */
async function passBy(
  run: Run,
  session: Session,
  closed: { readonly until: number; readonly why: string },
): Promise<Passed> {
  const { until, why } = closed
  const ms = until - run.now()
  if (ms > worthWaitingMs) {
    const other = failover(run, session, why)
    if (other !== null) return { kind: "on", session: other }
  }
  if (ms > longestSleepMs) return { kind: "stopped", why, kill: false }
  const awake = await sleep(run, session.loop, until, why)
  return awake === "on"
    ? { kind: "on", session }
    : { kind: "stopped", why: "the run was stopped while it waited", kill: true }
}

/** Sleeps in slices, so that a cancel, a laptop lid and a changed clock are noticed. */
async function sleep(run: Run, loop: string, until: number, why: string): Promise<"on" | "stopped"> {
  run.on({ kind: "waiting", until, why })
  for (;;) {
    const left = until - run.now()
    if (left <= 0) return "on"
    await run.wait(Math.min(left, 1000), run.kill)
    if (run.kill.aborted) return "stopped"
    if (peekControls(run.home, loop).some(({ kind }) => kind === "cancel")) return "stopped"
  }
}

/** The next link of the chain whose breaker lets it through; null when there is none. */
function failover(run: Run, session: Session, why: string): Session | null {
  const from = linkOf(session)
  for (let step = 1; step < session.chain.length; step += 1) {
    const link = (session.link + step) % session.chain.length
    const to = session.chain[link]
    if (to === undefined || run.upstreams.gate(to, run.now()).kind !== "go") continue
    run.on({ kind: "failover", from, to, why })
    return saveSession(run.home, { ...session, link })
  }
  return null
}

function linkOf(session: Session): Link {
  const link = session.chain[session.link]
  if (link === undefined) throw new Error("the session names no backend")
  return link
}

function remember(session: Session, end: TurnEnd, link: Link): Session {
  if (end.conversation === null) return session
  return { ...session, conversations: { ...session.conversations, [link.backend]: end.conversation } }
}

/** A conversation that no longer fits its context is left; the next attempt starts a new one and restates the task (S48). */
function forget(session: Session, link: Link): Session {
  const { [link.backend]: _left, ...conversations } = session.conversations
  return { ...session, conversations }
}

function backoffMs(tries: number): number {
  return Math.min(longestBackoffMs, firstBackoffMs * 2 ** Math.min(10, tries - 1))
}

function stopped(link: Link, last: TurnEnd | null, why: string): Extract<TurnEnd, { kind: "fault" }> {
  return {
    kind: "fault",
    class: "cancelled",
    why,
    retryable: true,
    resumeAt: last?.kind === "fault" ? last.resumeAt : null,
    conversation: null,
    model: link.model,
    usage: unknownUsage,
  }
}
