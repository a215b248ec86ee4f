import { mkdirSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { completeEnded } from "../../src/control/complete-ended.ts"
import type { HookContext } from "../../src/hook/context.ts"
import { readLedger } from "../../src/spend/ledger.ts"
import { addControl } from "../../src/store/control.ts"
import { collectGarbage } from "../../src/store/garbage.ts"
import { readJournal } from "../../src/store/journal.ts"
import { readNotices } from "../../src/store/notices.ts"
import { miscounts } from "../faults/counts.ts"
import { type FaultKind, faultKinds } from "../faults/fault-kinds.ts"
import { type Disturbed, disturbed, listen } from "./disturb.ts"
import { addTo, bytesBelow, emptyWeek, namesBelow, type Week } from "./figures.ts"
import { looksStuck } from "./looks-stuck.ts"
import { type Random, seeded } from "./random.ts"
import { beginLoop, deliver, goOn, nextTurn, planOf, type SimLoop, stateOf, type Turn } from "./sim-loop.ts"

export type WeekOrder = {
  /** An empty folder. */
  readonly folder: string
  readonly seed: number
  readonly loops: number
  readonly iterations: number
  readonly onDay?: (figures: Week) => void
}

const minute = 60_000
const dayMs = 24 * 60 * minute
const keep = { keepDays: 2, keepLoops: 30 }
const atOnce = 6
const mostIterations = 70
/** Of all turns, so many go wrong in some way. */
const faultShare = 0.25

/** Plays a week of loops against the real hook, store and ledger, with a clock of its own and faults by chance. */
export async function simulateWeek(order: WeekOrder): Promise<Week> {
  return await new Simulation(order).run()
}

class Simulation {
  readonly #order: WeekOrder
  readonly #random: Random
  readonly #home: string
  readonly #week: Week
  readonly #context: HookContext
  readonly #active: SimLoop[] = []
  readonly #plans: number[]
  /** Ahead of the real clock, which checks are timed by. */
  #now = Date.now() + dayMs
  #jumpMs = 0

  constructor(order: WeekOrder) {
    this.#order = order
    this.#random = seeded(order.seed)
    this.#home = join(order.folder, "home")
    this.#plans = shares(this.#random, order.iterations, order.loops)
    this.#week = emptyWeek()
    this.#context = {
      home: this.#home,
      env: { ...process.env, FOR_LOOP_HOME: this.#home },
      host: "headless",
      pluginFolder: order.folder,
      now: () => this.#now + this.#jumpMs,
      alive: new AbortController().signal,
    }
  }

  async run(): Promise<Week> {
    mkdirSync(this.#home)
    const stepMs = Math.round((7 * dayMs) / this.#order.iterations)
    let collected = this.#now
    for (;;) {
      while (this.#active.length < atOnce && this.#plans.length > 0) await this.#begin(stepMs * atOnce)
      if (this.#active.length === 0) {
        const missing = this.#order.iterations - this.#week.iterations
        if (missing <= 0) break
        this.#plans.push(Math.min(mostIterations, missing))
        continue
      }
      this.#now += this.#random.between(1, 2 * stepMs)
      await this.#turn(this.#random.pick(this.#active))
      if (this.#now - collected > dayMs) {
        collected = this.#now
        this.#collect()
        this.#order.onDay?.(this.#week)
      }
    }
    this.#finish()
    return this.#week
  }

  async #begin(paceMs: number): Promise<void> {
    const plan = planOf(this.#random, this.#plans.pop() ?? 1)
    const loop = await beginLoop(this.#context, this.#order.folder, this.#week.loops, plan, paceMs)
    this.#week.loops += 1
    this.#active.push(loop)
  }

  async #turn(loop: SimLoop): Promise<void> {
    const before = stateOf(this.#home, loop)
    if (before.status === "paused") {
      this.#now += this.#random.between(1, 40) * minute
      loop.restedMs += this.#now - loop.lastAt
      await goOn(this.#context, before)
      return
    }
    const turn = nextTurn(loop, this.#random)
    const { plan } = loop
    if (plan.end === "cancelled" && loop.used.length > plan.after) {
      addControl(this.#home, loop.id, { kind: "cancel", at: this.#context.now() })
    } else if (this.#random.chance(0.02)) {
      addControl(this.#home, loop.id, { kind: "steer", hint: "look at the cart", at: this.#context.now() })
    }
    const isLost = this.#random.chance(faultShare) ? await this.#disturb(loop, turn) : false
    if (!isLost) await this.#deliver(loop, turn)
    loop.lastAt = this.#now
    // What is lost then is written when somebody tidies up.
    if (isLost && stateOf(this.#home, loop).status === "ended") await completeEnded(this.#home, this.#now)
    this.#count(loop, turn, before.iteration)
  }

  /** Lets this turn's Stop go wrong first; true = the host never asks about it again. */
  async #disturb(loop: SimLoop, turn: Turn): Promise<boolean> {
    const kind = this.#random.pick([
      ...faultKinds,
      ...faultKinds,
      "twice at once",
      "taken over",
      "clock",
      "host fault",
    ] as const)
    const state = stateOf(this.#home, loop)
    const send = () => deliver(this.#context, state, turn)
    switch (kind) {
      case "twice at once": {
        this.#note(kind)
        const answers = await Promise.all([send(), send()])
        if (JSON.stringify(answers[0]) !== JSON.stringify(answers[1]))
          this.#problem(loop, "two answers to one Stop")
        return false
      }
      case "taken over": {
        const first = send()
        if (!(await looksStuck(this.#home, loop.id, first))) return false
        this.#note(kind)
        const second = await send()
        if (JSON.stringify(await first) !== JSON.stringify(second))
          this.#problem(loop, "two answers to a Stop whose lock was taken over")
        return false
      }
      case "clock": {
        this.#note(kind)
        this.#jumpMs =
          loop.plan.end === "time-limit" ? 0 : this.#random.pick([-2 * 60 * minute, 60 * minute, 5 * dayMs])
        await send()
        this.#jumpMs = 0
        return false
      }
      case "host fault": {
        this.#note(kind)
        const why = "the service is busy"
        const pause = { kind: "pause", outcome: "rate-limited", why, resumeInMs: 20 * minute } as const
        await deliver(this.#context, state, turn, pause)
        const after = stateOf(this.#home, loop)
        if (after.iteration !== state.iteration)
          this.#problem(loop, "a fault of the host used up an iteration")
        if (after.status === "paused") await goOn(this.#context, after)
        return false
      }
      default:
        return await this.#breakDisk(loop, kind, send)
    }
  }

  async #breakDisk(loop: SimLoop, kind: FaultKind, send: () => Promise<unknown>): Promise<boolean> {
    const at = this.#random.between(1, 90)
    const seen = readJournal(this.#home, loop.id).events.length
    const before = readNotices(this.#home).length
    const went: Disturbed<unknown> = await disturbed(this.#home, { kind, at }, send)
    if (went.kind === "died") {
      this.#note(kind)
      return this.#random.chance(0.5)
    }
    if (!went.struck) return false
    this.#note(kind)
    const state = stateOf(this.#home, loop)
    const told =
      went.told ||
      readNotices(this.#home).length > before ||
      readJournal(this.#home, loop.id).events.length > seen
    if (!told) this.#problem(loop, `nobody was told of ${kind} at call ${at} (iteration ${state.iteration})`)
    return this.#random.chance(0.3)
  }

  /** As a host that works: the Stop, sometimes a second time, and again where a fault of ours let the agent go. */
  async #deliver(loop: SimLoop, turn: Turn): Promise<void> {
    const listening = listen()
    try {
      const state = stateOf(this.#home, loop)
      const decision = await deliver(this.#context, state, turn)
      if (this.#random.chance(0.05)) {
        this.#note("twice")
        const again = await deliver(this.#context, state, turn)
        const same = JSON.stringify(again) === JSON.stringify(decision)
        if (decision.kind === "continue" && !same) this.#problem(loop, "another answer to the same Stop")
      }
    } finally {
      listening.stop()
    }
  }

  #count(loop: SimLoop, turn: Turn, before: number): void {
    const state = stateOf(this.#home, loop)
    const more = state.iteration - before
    if (more !== 0 && more !== 1) this.#problem(loop, `one turn counted ${more} iterations`)
    if (more === 1) {
      loop.used.push(turn.usage)
      this.#week.iterations += 1
    }
    // What a lost Stop left open is decided at the next one.
    if (more === 1) this.#checkLimits(loop)
    if (state.status !== "ended") return
    this.#active.splice(this.#active.indexOf(loop), 1)
    const kind = state.outcome?.kind ?? "none"
    this.#week.outcomes[kind] = (this.#week.outcomes[kind] ?? 0) + 1
    for (const problem of miscounts(this.#home, loop.id, loop.used.length - 1)) this.#problem(loop, problem)
    for (const usage of loop.used) addTo(this.#week.expected, usage)
  }

  #checkLimits(loop: SimLoop): void {
    const { iteration, settings, status, windDown } = stateOf(this.#home, loop)
    const worked = this.#now - loop.begunAt - loop.restedMs
    const isLate = loop.plan.end === "time-limit" && worked > settings.maxMinutes * minute
    if (iteration > settings.maxIterations)
      this.#problem(loop, `${iteration} of ${settings.maxIterations} iterations`)
    if (iteration === settings.maxIterations && status === "running")
      this.#problem(loop, "goes on at its last iteration")
    const usd = loop.used.map((usage) => usage.usd ?? 0)
    const spent = (count: number) => usd.slice(0, count).reduce((sum, more) => sum + more, 0)
    const isOver = (count: number) => spent(count) >= settings.maxUsd
    if (isLate && status === "running" && windDown === null) this.#problem(loop, "goes on without time")
    if (isOver(usd.length) && status === "running" && windDown === null)
      this.#problem(loop, "goes on without money")
    if (isOver(usd.length - 2)) this.#problem(loop, "more than one turn after its money was spent")
  }

  #collect(): void {
    this.#week.bytes.peak = Math.max(this.#week.bytes.peak, bytesBelow(this.#home))
    collectGarbage(this.#home, this.#now, keep)
    const kept = readdirSync(join(this.#home, "loops")).length
    if (kept > keep.keepLoops + this.#active.length) this.#week.problems.push(`${kept} loops were kept`)
  }

  #finish(): void {
    const { bytes } = this.#week
    bytes.before = bytesBelow(this.#home)
    bytes.peak = Math.max(bytes.peak, bytes.before)
    this.#now += 2 * 60 * minute
    collectGarbage(this.#home, this.#now, keep)
    bytes.after = bytesBelow(this.#home)
    bytes.loopsKept = readdirSync(join(this.#home, "loops")).length
    if (bytes.loopsKept > keep.keepLoops) this.#week.problems.push(`${bytes.loopsKept} loops were kept`)
    const left = namesBelow(this.#home).filter((name) => name.endsWith(".tmp") || /(^|\/)\.trash-/.test(name))
    if (left.length > 0) this.#week.problems.push(`left behind: ${left.slice(0, 5).join(", ")}`)
    const { records, badLines } = readLedger(this.#home, { from: 0, to: Number.POSITIVE_INFINITY })
    for (const record of records) addTo(this.#week.ledger, record)
    const [should, is] = [JSON.stringify(this.#week.expected), JSON.stringify(this.#week.ledger)]
    if (should !== is) this.#week.problems.push(`the ledger says ${is} in place of ${should}`)
    const torn = this.#week.faults["torn write"] ?? 0
    if (badLines > torn + (this.#week.faults["kill within"] ?? 0))
      this.#week.problems.push(`${badLines} lines of the ledger cannot be read`)
    collectGarbage(this.#home, this.#now + 30 * dayMs, { keepDays: 1, keepLoops: 0 })
    const rest = namesBelow(this.#home).filter((name) => !/^(?:ledger|notices)/.test(name))
    if (rest.length > 0) this.#week.problems.push(`never removed: ${rest.slice(0, 5).join(", ")}`)
  }

  #note(kind: string): void {
    this.#week.faults[kind] = (this.#week.faults[kind] ?? 0) + 1
  }

  #problem(loop: SimLoop, what: string): void {
    this.#week.problems.push(`${loop.id} (${loop.plan.host}, ${loop.plan.end}, turn ${loop.turns}): ${what}`)
  }
}

/** Splits iterations among loops by chance, at least one each. */
function shares(random: Random, iterations: number, loops: number): number[] {
  const found = Array.from({ length: loops }, () => 1)
  for (let left = iterations - loops; left > 0; ) {
    const at = random.between(0, loops - 1)
    const more = Math.min(left, random.between(1, 8), mostIterations - (found[at] ?? mostIterations))
    found[at] = (found[at] ?? 0) + more
    left -= more
  }
  return found
}
