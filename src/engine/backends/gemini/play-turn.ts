import type { Content, FunctionCall, GenerateContentConfig, GoogleGenAI, Part } from "@google/genai"
import type { TokenUsage } from "../../../spend/token-usage.ts"
import type { TurnEvent, TurnOrder } from "../../backend.ts"
import type { Budget, Cost } from "../../budget.ts"
import { tokensOfStandIns } from "../../media/stand-in.ts"
import { callModel } from "./call-model.ts"
import type { CallFault } from "./fault.ts"
import { instructions } from "./instructions.ts"
import { type PrefixDesk, throughPrefix } from "./prefix-cache.ts"
import { contentsOf, type Entry, type Record } from "./record.ts"
import type { ToolPlace } from "./tools/tool.ts"
import { toolNamed, tools, useTool } from "./tools/toolbox.ts"

/** Everything one turn works with. */
export type TurnDesk = {
  readonly order: TurnOrder
  readonly model: string
  readonly client: Pick<GoogleGenAI, "models" | "caches">
  readonly record: Record
  readonly budget: Budget
  readonly upstream: string
  readonly now: () => number
  readonly place: ToolPlace
  readonly opening: () => Promise<readonly Part[]>
  /** The conversation with the bytes or addresses of what is attached in place of their stand-ins. */
  readonly load: (contents: readonly Content[]) => Promise<Loaded>
  /** Names of the prefixes in the service's cache; null = none are put there. */
  readonly rented: PrefixDesk["rented"] | null
  readonly on: (event: TurnEvent) => void
  readonly signal: AbortSignal
}

export type Loaded =
  | { readonly kind: "loaded"; readonly contents: Content[] }
  | { readonly kind: "fault"; readonly fault: CallFault }

type Spent = { readonly usage: TokenUsage; readonly cost: Cost | null }

export type TurnPlayed =
  | { readonly kind: "finished"; readonly message: string; readonly spent: readonly Spent[] }
  | { readonly kind: "fault"; readonly fault: CallFault; readonly spent: readonly Spent[] }

/** Model calls of one turn; a model that calls tools without end is ended here, and its checks run. */
const mostCalls = 150
const maxOutputTokens = 65_536
/** Characters per token, on the low side: a reservation may be too large, never too small. */
const charactersPerToken = 2.5

/**
 * Plays a turn, or what is left of one that a kill cut off: the record tells what the next step is. A call that was
 * paid is never made again, and a command that had begun is not run twice.
 */
export async function playTurn(desk: TurnDesk): Promise<TurnPlayed> {
  const { record, order } = desk
  for (const entry of record.entries) {
    if (entry.kind === "model") settle(desk, entry.reservation, entry.model, entry.usage)
    if (entry.kind === "prefix" && entry.paid !== null)
      settle(desk, entry.paid.reservation, entry.model, entry.paid.usage)
  }
  for (;;) {
    const step = nextStep(record.entries, order.turn)
    switch (step.kind) {
      case "ask-user": {
        const parts = [...(await desk.opening()), { text: order.prompt }]
        record.add({ kind: "user", turn: order.turn, parts })
        break
      }
      case "tools":
        record.add({ kind: "tools", turn: order.turn, parts: await answerCalls(desk, step.calls) })
        break
      case "model": {
        if (callsOf(record.entries, order.turn) >= mostCalls) {
          return { kind: "finished", message: "", spent: spentOf(record.entries, order.turn) }
        }
        const fault = await askModel(desk)
        if (fault !== null) return { kind: "fault", fault, spent: spentOf(record.entries, order.turn) }
        break
      }
      case "done":
        return { kind: "finished", message: step.message, spent: spentOf(record.entries, order.turn) }
      default:
        return step satisfies never
    }
    if (desk.signal.aborted)
      return { kind: "fault", fault: stopped, spent: spentOf(record.entries, order.turn) }
    if (desk.now() >= order.deadline) {
      const fault: CallFault = {
        class: "timeout",
        why: "the time of this turn is used up",
        retryable: false,
        resumeAt: null,
      }
      return { kind: "fault", fault, spent: spentOf(record.entries, order.turn) }
    }
  }
}

const stopped: CallFault = {
  class: "cancelled",
  why: "the turn was stopped",
  retryable: true,
  resumeAt: null,
}

type Step =
  | { readonly kind: "ask-user" | "model" }
  | { readonly kind: "tools"; readonly calls: readonly FunctionCall[] }
  | { readonly kind: "done"; readonly message: string }

/** What comes next in this turn, by the record alone. */
function nextStep(entries: readonly Entry[], turn: number): Step {
  const mine = entries.filter((entry) => entry.turn === turn)
  const last = mine.findLast(({ kind }) => kind === "user" || kind === "model" || kind === "tools")
  if (last === undefined) return { kind: "ask-user" }
  if (last.kind !== "model") return { kind: "model" }
  const calls = callsIn(last.content.parts ?? [])
  if (calls.length > 0) return { kind: "tools", calls }
  // An answer that ran into its length, or a call the model botched, is taken up by the model itself.
  if (["MAX_TOKENS", "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL"].includes(last.finish)) {
    const again = mine.filter((entry) => entry.kind === "model" && entry.finish === last.finish).length
    if (again <= 3) return { kind: "tools", calls: [] }
  }
  return { kind: "done", message: messageOf(last.content.parts ?? []) }
}

function callsIn(parts: readonly Part[]): FunctionCall[] {
  return parts.flatMap(({ functionCall }) => (functionCall === undefined ? [] : [functionCall]))
}

function messageOf(parts: readonly Part[]): string {
  return parts.flatMap(({ text, thought }) => (text === undefined || thought === true ? [] : [text])).join("")
}

function callsOf(entries: readonly Entry[], turn: number): number {
  return entries.filter((entry) => entry.kind === "model" && entry.turn === turn).length
}

function spentOf(entries: readonly Entry[], turn: number): Spent[] {
  return entries.flatMap((entry): Spent[] => {
    if (entry.turn !== turn) return []
    if (entry.kind === "model") return [{ usage: entry.usage, cost: entry.cost }]
    return entry.kind === "prefix" && entry.paid !== null ? [entry.paid] : []
  })
}

async function askModel(desk: TurnDesk): Promise<CallFault | null> {
  const { record, order, model, budget, upstream } = desk
  const contents = contentsOf(record.entries)
  const characters = JSON.stringify(contents).length + instructions.length
  const inputTokens = Math.ceil(characters / charactersPerToken) + tokensOfStandIns(contents)
  const planned = {
    loop: order.loop,
    backend: "gemini",
    upstream,
    model,
    inputTokens,
    maxOutputTokens,
  } as const
  const reserved = budget.reserve(planned)
  if (reserved.kind === "refused") {
    return { class: "budget", why: reserved.why, retryable: false, resumeAt: reserved.resetsAt }
  }
  const loaded = await desk.load(contents)
  if (loaded.kind === "fault") {
    budget.release(reserved.id)
    return loaded.fault
  }
  const config: GenerateContentConfig = {
    systemInstruction: instructions,
    tools: [{ functionDeclarations: tools.map(({ declaration }) => declaration) }],
    maxOutputTokens,
  }
  const whole = { model, contents: loaded.contents, config }
  const send = (call: typeof whole) => callModel(desk.client, call, desk.on, desk.signal, desk.now)
  const { rented } = desk
  const answer = rented === null ? await send(whole) : await throughPrefix({ ...desk, rented }, whole, send)
  if (answer.kind === "fault") {
    budget.release(reserved.id)
    return answer.fault
  }
  const { content, finish, usage } = answer
  const cost = budget.costOf(upstream, model, usage)
  // The answer is on disk before its money is: a kill in between is settled when the turn is taken up.
  record.add({
    kind: "model",
    turn: order.turn,
    model,
    content,
    finish,
    usage,
    cost,
    reservation: reserved.id,
  })
  settle(desk, reserved.id, model, usage)
  desk.on({ kind: "usage", model, usage })
  return null
}

function settle(
  { budget, upstream, on }: TurnDesk,
  reservation: string,
  model: string,
  usage: TokenUsage,
): void {
  for (const text of budget.settle(reservation, { upstream, model, usage })) on({ kind: "note", text })
}

/** The answers to all calls of one answer, in their order; those that ended before a kill are taken from the record. */
async function answerCalls(desk: TurnDesk, calls: readonly FunctionCall[]): Promise<Part[]> {
  if (calls.length === 0) return [{ text: "Your answer did not arrive whole. Go on where it broke off." }]
  const parts: Part[] = []
  for (const [at, call] of calls.entries()) parts.push(await answerCall(desk, call, at))
  return parts
}

async function answerCall(desk: TurnDesk, call: FunctionCall, at: number): Promise<Part> {
  const { record, order, on } = desk
  const name = call.name ?? ""
  const key = `${callsOf(record.entries, order.turn)}.${at}`
  const mine = record.entries.filter(
    (entry) => entry.turn === order.turn && "call" in entry && entry.call === key,
  )
  const ended = mine.find((entry) => entry.kind === "tool-ended")
  if (ended?.kind === "tool-ended") return ended.part
  const tool = toolNamed(name)
  const what = tool?.what(call.args ?? {}) ?? name
  const told = { kind: "tool", call: key, name, what } as const
  if (mine.length > 0 && tool?.repeatable !== "yes") {
    const part = response(call, {
      error: "it was interrupted in its middle; whether it had an effect is not known: look first",
    })
    record.add({ kind: "tool-ended", turn: order.turn, call: key, part })
    return part
  }
  record.add({ kind: "tool-started", turn: order.turn, call: key })
  on({ ...told, phase: "started", failed: false })
  const result = await useTool(name, call.args, desk.place)
  const failed = result.kind === "failed"
  on({ ...told, phase: "ended", failed })
  const part = response(call, failed ? { error: result.error } : { ...result.output })
  record.add({ kind: "tool-ended", turn: order.turn, call: key, part })
  return part
}

function response(call: FunctionCall, output: { [name: string]: unknown }): Part {
  return {
    functionResponse: {
      ...(call.id === undefined ? {} : { id: call.id }),
      name: call.name ?? "",
      response: output,
    },
  }
}
