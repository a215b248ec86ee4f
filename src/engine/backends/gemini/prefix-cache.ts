import type { CachedContent, Content, GenerateContentConfig, GoogleGenAI, Tool } from "@google/genai"
import type { TokenUsage } from "../../../spend/token-usage.ts"
import type { TurnEvent, TurnOrder } from "../../backend.ts"
import type { Budget } from "../../budget.ts"
import type { ModelAnswer } from "./call-model.ts"
import { type CallFault, faultOf } from "./fault.ts"
import type { Record } from "./record.ts"

/** A model call as it would be sent whole. */
export type WholeCall = {
  readonly model: string
  readonly contents: Content[]
  readonly config: GenerateContentConfig
}

type Answered = ModelAnswer | { readonly kind: "fault"; readonly fault: CallFault }

export type PrefixDesk = {
  readonly order: TurnOrder
  readonly client: Pick<GoogleGenAI, "caches">
  readonly record: Record
  readonly budget: Budget
  readonly upstream: string
  readonly now: () => number
  readonly on: (event: TurnEvent) => void
  readonly signal: AbortSignal
  /** Names of what lies in the service's cache and costs rent; whoever closes the backend removes them. */
  readonly rented: Set<string>
}

/** The largest minimum of the models that cache (4,096 tokens), at four characters per token. */
const leastCharacters = 16_384
/** How long the service keeps a prefix after the last call; renewed when half of it is over. */
const keptMs = 30 * 60_000

/**
 * Sends a call with its beginning, a packed code base, taken from the service's cache, where reading costs a fraction.
 * Caching is a saving and never a condition: whatever goes wrong with it is told once and the call is sent whole.
 */
export async function throughPrefix(
  desk: PrefixDesk,
  whole: WholeCall,
  send: (call: WholeCall) => Promise<Answered>,
): Promise<Answered> {
  const name = await cachedPrefix(desk, whole)
  if (name === null) return await send(whole)
  const answer = await send(withoutPrefix(whole, name))
  if (answer.kind === "answer" || !isOfCache(answer.fault)) return answer
  // What a service forgot early looks like this.
  giveUp(desk, whole.model, answer.fault.why)
  desk.rented.delete(name)
  return await send(whole)
}

/** Takes prefixes out of the service's cache, so that they cost no more rent; what is left expires by itself. */
export async function endRent(client: Pick<GoogleGenAI, "caches">, rented: Set<string>): Promise<void> {
  await Promise.all([...rented].map((name) => client.caches.delete({ name }).catch(() => null)))
  rented.clear()
}

/** Name of the cached prefix of this conversation for this model, made or renewed when needed; null = none. */
async function cachedPrefix(desk: PrefixDesk, whole: WholeCall): Promise<string | null> {
  if (prefixOf(whole.contents).length < leastCharacters) return null
  const last = desk.record.entries.findLast((entry) => entry.kind === "prefix" && entry.model === whole.model)
  if (last?.kind !== "prefix") return await cachePrefix(desk, whole)
  if (last.name === null) return null
  const left = last.expiresAt - desk.now()
  // An hour later in a resumed run it is gone for certain, and may be made anew.
  if (left <= 0) return await cachePrefix(desk, whole)
  desk.rented.add(last.name)
  return left > keptMs / 2 || (await renewed(desk, whole.model, last.name)) ? last.name : null
}

async function cachePrefix(desk: PrefixDesk, { model, contents, config }: WholeCall): Promise<string | null> {
  const { budget, upstream, order, record } = desk
  const text = prefixOf(contents)
  const inputTokens = Math.ceil(text.length / 2.5)
  const reserved = budget.reserve({
    loop: order.loop,
    backend: "gemini",
    upstream,
    model,
    inputTokens,
    maxOutputTokens: 0,
  })
  if (reserved.kind === "refused") return giveUp(desk, model, reserved.why)
  const { systemInstruction, tools } = config
  try {
    const made = await desk.client.caches.create({
      model,
      config: {
        contents: [{ role: "user", parts: [{ text }] }],
        ...(systemInstruction === undefined ? {} : { systemInstruction }),
        // Ours are declarations only; the type of a call's tools allows more.
        ...(tools === undefined ? {} : { tools: tools.filter(isPlainTool) }),
        ttl: `${keptMs / 1000}s`,
        displayName: `for-loop ${order.loop}`,
        abortSignal: desk.signal,
      },
    })
    const { name } = made
    if (name === undefined) throw new Error("the service named no cache")
    desk.rented.add(name)
    const usage = usageOf(made, inputTokens)
    const cost = budget.costOf(upstream, model, usage)
    const expiresAt = desk.now() + keptMs
    record.add({
      kind: "prefix",
      turn: order.turn,
      model,
      name,
      expiresAt,
      paid: { usage, cost, reservation: reserved.id },
    })
    for (const note of budget.settle(reserved.id, { upstream, model, usage }))
      desk.on({ kind: "note", text: note })
    return name
  } catch (thrown) {
    budget.release(reserved.id)
    if (desk.signal.aborted) return null
    return giveUp(desk, model, faultOf(thrown, desk.now()).why)
  }
}

async function renewed(desk: PrefixDesk, model: string, name: string): Promise<boolean> {
  try {
    await desk.client.caches.update({ name, config: { ttl: `${keptMs / 1000}s`, abortSignal: desk.signal } })
    const expiresAt = desk.now() + keptMs
    desk.record.add({ kind: "prefix", turn: desk.order.turn, model, name, expiresAt, paid: null })
    return true
  } catch (thrown) {
    if (!desk.signal.aborted) giveUp(desk, model, faultOf(thrown, desk.now()).why)
    return false
  }
}

/** No cache for this conversation and model any more. */
function giveUp({ record, order, on }: PrefixDesk, model: string, why: string): null {
  record.add({ kind: "prefix", turn: order.turn, model, name: null, expiresAt: 0, paid: null })
  on({ kind: "note", text: `The packed code base is sent whole with every call: ${why}` })
  return null
}

/** The text that every call of the conversation begins with. */
function prefixOf(contents: readonly Content[]): string {
  const [first, ...others] = contents[0]?.parts ?? []
  return others.length === 0 ? "" : (first?.text ?? "")
}

/** What is cached stands before everything else; instructions and tools are cached with it and may not come again. */
function withoutPrefix({ model, contents, config }: WholeCall, name: string): WholeCall {
  const { systemInstruction: _instruction, tools: _tools, ...rest } = config
  const [first, ...others] = contents
  const shortened: Content = { ...first, parts: (first?.parts ?? []).slice(1) }
  return { model, contents: [shortened, ...others], config: { ...rest, cachedContent: name } }
}

function isOfCache({ class: kind, why }: CallFault): boolean {
  return (kind === "auth" || kind === "unsupported") && /cache/i.test(why)
}

function isPlainTool(tool: NonNullable<GenerateContentConfig["tools"]>[number]): tool is Tool {
  return !("callTool" in tool)
}

function usageOf({ usageMetadata }: CachedContent, guess: number): TokenUsage {
  const input = usageMetadata?.totalTokenCount ?? guess
  return { input, cachedInput: 0, cacheWrite: null, output: 0, thinking: 0 }
}
