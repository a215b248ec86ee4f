import type {
  Content,
  GenerateContentConfig,
  GenerateContentResponse,
  GoogleGenAI,
  Part,
} from "@google/genai"
import type { TokenUsage } from "../../../spend/token-usage.ts"
import type { TurnEvent } from "../../backend.ts"
import { type CallFault, faultOf, faultOfFinish } from "./fault.ts"

export type ModelAnswer = {
  readonly kind: "answer"
  readonly content: Content
  readonly finish: string
  readonly usage: TokenUsage
}

/** Silence of a stream after which it counts as broken, in ms. */
const idleMs = 180_000

/**
 * One streamed model call. The parts come back as they were sent, so that thought signatures survive; pieces of one text
 * are joined, because a model reads its own words back better in one. Never throws for what the service does.
 */
export async function callModel(
  client: Pick<GoogleGenAI, "models">,
  call: { readonly model: string; readonly contents: Content[]; readonly config: GenerateContentConfig },
  on: (event: TurnEvent) => void,
  signal: AbortSignal,
  now: () => number,
): Promise<ModelAnswer | { readonly kind: "fault"; readonly fault: CallFault }> {
  const watch = idleWatch(signal)
  try {
    const config = { ...call.config, abortSignal: watch.signal }
    const stream = await client.models.generateContentStream({ ...call, config })
    const answer = await collect(stream, on, watch.alive)
    if (answer.blocked !== null) {
      const why = `Gemini refused the prompt (${answer.blocked})`
      return { kind: "fault", fault: { class: "safety", why, retryable: false, resumeAt: null } }
    }
    const fault = faultOfFinish(answer.finish)
    if (fault !== null) return { kind: "fault", fault }
    const { parts, finish, usage } = answer
    return { kind: "answer", content: { role: "model", parts }, finish, usage }
  } catch (thrown) {
    if (signal.aborted) {
      return {
        kind: "fault",
        fault: { class: "cancelled", why: "the turn was stopped", retryable: true, resumeAt: null },
      }
    }
    if (watch.signal.aborted) {
      const why = "Gemini said nothing any more"
      return { kind: "fault", fault: { class: "timeout", why, retryable: true, resumeAt: null } }
    }
    return { kind: "fault", fault: faultOf(thrown, now()) }
  } finally {
    watch.stop()
  }
}

type Collected = {
  readonly parts: Part[]
  readonly finish: string
  readonly usage: TokenUsage
  readonly blocked: string | null
}

async function collect(
  stream: AsyncIterable<GenerateContentResponse>,
  on: (event: TurnEvent) => void,
  alive: () => void,
): Promise<Collected> {
  const parts: Part[] = []
  let finish = ""
  let blocked: string | null = null
  let usage: TokenUsage = { input: null, cachedInput: null, cacheWrite: null, output: null, thinking: null }
  for await (const chunk of stream) {
    alive()
    blocked = chunk.promptFeedback?.blockReason ?? blocked
    const [candidate] = chunk.candidates ?? []
    for (const part of candidate?.content?.parts ?? []) {
      if (part.text !== undefined && part.thought !== true) on({ kind: "text", text: part.text })
      join(parts, part)
    }
    finish = candidate?.finishReason ?? finish
    if (chunk.usageMetadata !== undefined) usage = usageOf(chunk.usageMetadata)
  }
  return { parts, finish, usage, blocked }
}

/** Text goes on in the part before, unless one of the two carries a signature or is of another kind. */
function join(parts: Part[], part: Part): void {
  const last = parts.at(-1)
  const isPlain = (one: Part): boolean => one.text !== undefined && one.thoughtSignature === undefined
  if (last?.text !== undefined && isPlain(last) && isPlain(part) && last.thought === part.thought) {
    last.text += part.text ?? ""
    return
  }
  parts.push({ ...part })
}

/**
 * `promptTokenCount` counts cached tokens too; ours keeps them apart. Output includes thinking. A count that is left out
 * beside others is zero: the API sends no zeros.
 */
function usageOf(told: NonNullable<GenerateContentResponse["usageMetadata"]>): TokenUsage {
  const isTold = told.promptTokenCount !== undefined
  const counted = (count: number | undefined): number | null => count ?? (isTold ? 0 : null)
  const cached = counted(told.cachedContentTokenCount)
  const thinking = counted(told.thoughtsTokenCount)
  const answer = counted(told.candidatesTokenCount)
  const prompt = (told.promptTokenCount ?? 0) + (told.toolUsePromptTokenCount ?? 0)
  return {
    input: isTold ? Math.max(0, prompt - (cached ?? 0)) : null,
    cachedInput: cached,
    cacheWrite: null,
    output: answer === null && thinking === null ? null : (answer ?? 0) + (thinking ?? 0),
    thinking,
  }
}

function idleWatch(outer: AbortSignal): { readonly signal: AbortSignal; alive(): void; stop(): void } {
  const controller = new AbortController()
  const abort = (): void => controller.abort(new Error("stopped"))
  let timer = setTimeout(abort, idleMs)
  outer.addEventListener("abort", abort, { once: true })
  if (outer.aborted) abort()
  return {
    signal: controller.signal,
    alive: () => {
      clearTimeout(timer)
      timer = setTimeout(abort, idleMs)
    },
    stop: () => {
      clearTimeout(timer)
      outer.removeEventListener("abort", abort)
    },
  }
}
