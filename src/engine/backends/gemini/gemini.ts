import type { Content, GoogleGenAI, Part } from "@google/genai"
import { unknownUsage } from "../../../loop/usage-sum.ts"
import { conceal } from "../../../secrets/conceal.ts"
import type { KeptKey } from "../../../secrets/stores.ts"
import type { TokenUsage } from "../../../spend/token-usage.ts"
import { realPath } from "../../../system/files.ts"
import type { Backend, TurnEnd, TurnEvent, TurnOrder } from "../../backend.ts"
import type { Budget, Cost } from "../../budget.ts"
import type { Judge } from "../../judge.ts"
import { attachParts, mediaFolder } from "../../media/attach-parts.ts"
import { loadMedia } from "../../media/load-media.ts"
import { openUploads, type Uploads } from "../../media/uploads.ts"
import {
  type Access,
  availabilityOf,
  findAccess,
  isThroughGateway,
  routeOf,
  upstreamOf,
  withoutKeys,
} from "./access.ts"
import { clientOf } from "./client.ts"
import { type CallFault, faultOf } from "./fault.ts"
import { type Loaded, playTurn, type TurnDesk } from "./play-turn.ts"
import { endRent } from "./prefix-cache.ts"
import { beginningWith, openRecord } from "./record.ts"

export type GeminiOptions = {
  readonly env: NodeJS.ProcessEnv
  /** The key that the user gave to `for-loop auth set`; asked only where the environment offers no access. */
  readonly keptKey: () => Promise<KeptKey | null>
  /** A gateway that all calls go through, which reserves and settles them itself; none = the service itself. */
  readonly through?: Through | undefined
  /** Epoch ms. */
  readonly now: () => number
  readonly budget: Budget
  /** What the command policy says of a command line; null = it may run. */
  readonly judge: Judge
  /** Waits `ms` or until the signal fires, for files that the service takes in. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  /**
   * Parts that stand before a turn's prompt and its attachments: a packed code base. Where there is one, the beginning
   * of the conversation is put into the service's cache.
   */
  readonly opening?: (order: TurnOrder, note: (text: string) => void) => Promise<readonly Part[]>
}

/** A gateway of ours, with a key per loop. */
export type Through = {
  readonly url: string
  keyOf(loop: string): Promise<string>
}

/** Used when the user names no model. */
const defaultModel = "gemini-3.8-flash"

/**
 * The Gemini API with tools of ours, on the user's own key or Vertex project. Every answer and every tool's result is on
 * disk before the next step, so a turn goes on after a kill without paying twice.
 */
export function geminiBackend(options: GeminiOptions): Backend {
  const uploads = openUploads(options.now, options.wait)
  const rents: Rents = new Map()
  return {
    name: "gemini",
    probe: async () => availabilityOf(await accessFor(options, null)),
    turn: (order, on, signal) => turn(options, uploads, rents, order, on, signal),
    close: async () => {
      await uploads.removeAll()
      await Promise.all([...rents.values()].map(({ client, rented }) => endRent(client, rented)))
    },
  }
}

/** What lies in the service's cache, by conversation. */
type Rents = Map<string, { readonly client: GoogleGenAI; readonly rented: Set<string> }>

async function turn(
  options: GeminiOptions,
  uploads: Uploads,
  rents: Rents,
  order: TurnOrder,
  on: (event: TurnEvent) => void,
  signal: AbortSignal,
): Promise<TurnEnd> {
  const access = await accessFor(options, order.loop)
  const model = order.model ?? defaultModel
  const conversation = order.conversation ?? beginningWith(order.folder, order.turn)
  if (access.kind === "none") {
    const fault: CallFault = { class: "auth", why: access.why, retryable: false, resumeAt: null }
    return { ...fault, kind: "fault", conversation: order.conversation, model, usage: unknownUsage }
  }
  const client = clientOf(access, options.env, order.iteration)
  const rented = rents.get(conversation)?.rented ?? new Set<string>()
  if (options.opening !== undefined && !isThroughGateway(access)) rents.set(conversation, { client, rented })
  const media = { folder: mediaFolder(order.folder), client, route: routeOf(access), uploads, signal }
  const desk: TurnDesk = {
    order,
    model,
    client,
    record: openRecord(order.folder, conversation),
    budget: options.budget,
    upstream: upstreamOf(access),
    now: options.now,
    place: {
      workspace: realPath(order.workspace) ?? order.workspace,
      env: withoutKeys(options.env),
      mode: order.mode,
      judge: (line) => options.judge(line, order.mode, order.workspace),
      signal,
      deadline: order.deadline,
      now: options.now,
    },
    opening: async () => [
      ...(options.opening === undefined
        ? []
        : await options.opening(order, (text) => on({ kind: "note", text }))),
      ...(await attachParts(order.attachments, order.folder)),
    ],
    rented: options.opening === undefined || isThroughGateway(access) ? null : rented,
    load: (contents) => loaded(contents, media, options.now),
    on,
    signal,
  }
  const ended = await playTurn(desk)
  const usage = usageOf(ended.spent)
  if (ended.kind === "finished")
    return { kind: "finished", message: ended.message, conversation, model, usage }
  if (ended.fault.class === "context") desk.record.add({ kind: "left", turn: order.turn })
  // A gateway may send back what it was sent.
  const why = conceal(ended.fault.why, access.kind === "key" ? access.key : null)
  return { ...ended.fault, why, kind: "fault", conversation, model, usage }
}

/** `loop`: whose key is asked for; null = only whether there is access. */
async function accessFor({ env, keptKey, through }: GeminiOptions, loop: string | null): Promise<Access> {
  if (through === undefined) return await findAccess(env, keptKey)
  const key = loop === null ? "" : await through.keyOf(loop)
  return { kind: "key", key, from: `the gateway at ${through.url}`, gateway: through.url }
}

async function loaded(
  contents: readonly Content[],
  media: Parameters<typeof loadMedia>[1],
  now: () => number,
): Promise<Loaded> {
  try {
    return { kind: "loaded", contents: await loadMedia(contents, media) }
  } catch (thrown) {
    if (!media.signal.aborted) return { kind: "fault", fault: faultOf(thrown, now()) }
    const why = "the turn was stopped"
    return { kind: "fault", fault: { class: "cancelled", why, retryable: true, resumeAt: null } }
  }
}

/** Sum over the calls of a turn; an amount that one call did not tell makes the sum unknown. */
function usageOf(
  spent: readonly { readonly usage: TokenUsage; readonly cost: Cost | null }[],
): TurnEnd["usage"] {
  if (spent.length === 0) return unknownUsage
  const sum = (amounts: readonly (number | null)[]): number | null =>
    amounts.reduce<number | null>(
      (total, amount) => (total === null || amount === null ? null : total + amount),
      0,
    )
  return {
    inputTokens: sum(
      spent.map(({ usage }) => (usage.input === null ? null : usage.input + (usage.cachedInput ?? 0))),
    ),
    outputTokens: sum(spent.map(({ usage }) => usage.output)),
    usd: sum(spent.map(({ cost }) => cost?.usd ?? null)),
    basis: spent.some(({ cost }) => cost?.basis === "estimated") ? "estimated" : "measured",
  }
}
