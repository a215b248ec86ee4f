import type { FakeAnswer, FakePart, FakeUsage } from "./fake-answer.ts"
import { cut, defaultUsage } from "./fake-answer.ts"

type Whole = FakeAnswer & { kind: "answer" }

/** One answer of chat completions. */
export function chatCompletion(answer: Whole, model: string): unknown {
  const calls = answer.parts.filter((part) => part.kind === "call")
  const thinking = joined(answer.parts, "thinking")
  const message = {
    role: "assistant",
    content: joined(answer.parts, "text") ?? null,
    refusal: null,
    ...(thinking === undefined ? {} : { reasoning_content: thinking }),
    ...(calls.length === 0 ? {} : { tool_calls: calls.map(callOf) }),
  }
  return {
    ...headOf("chat.completion", model),
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishOf(answer) }],
    usage: usageOf(answer.usage ?? defaultUsage),
  }
}

/** The chunks of a streamed answer, without `[DONE]`. */
export function chatChunks(
  answer: Whole,
  model: string,
  usage: "with usage" | "without usage",
): readonly unknown[] {
  const head = headOf("chat.completion.chunk", model)
  const chunk = (delta: unknown, finish_reason: string | null = null): unknown => ({
    ...head,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    ...(usage === "with usage" ? { usage: null } : {}),
  })
  let index = -1
  const deltas = answer.parts.flatMap((part): unknown[] => {
    if (part.kind === "call") index += 1
    return deltasOf(part, index, answer.textEvents ?? 4)
  })
  const last = { ...head, choices: [], usage: usageOf(answer.usage ?? defaultUsage) }
  return [
    chunk({ role: "assistant", content: "", refusal: null }),
    ...deltas.map((delta) => chunk(delta)),
    chunk({}, finishOf(answer)),
    ...(usage === "with usage" ? [last] : []),
  ]
}

function headOf(object: string, model: string): Readonly<Record<string, unknown>> {
  return { id: "chatcmpl-fake-1", object, created: 1_767_225_600, model, system_fingerprint: "fp_fake" }
}

function deltasOf(part: FakePart, index: number, events: number): unknown[] {
  switch (part.kind) {
    case "text":
      return cut(part.text, events).map((content) => ({ content }))
    case "thinking":
      return cut(part.text, events).map((reasoning_content) => ({ reasoning_content }))
    case "call": {
      const whole = callOf(part)
      const open = { ...whole, function: { ...whole.function, arguments: "" } }
      const pieces = cut(whole.function.arguments, events)
      return [
        { tool_calls: [{ index, ...open }] },
        ...pieces.map((json) => ({ tool_calls: [{ index, function: { arguments: json } }] })),
      ]
    }
    case "image":
      return [{ images: [imageOf(part)] }]
    default:
      return part satisfies never
  }
}

function imageOf({ mimeType, base64 }: FakePart & { kind: "image" }): unknown {
  return { type: "image_url", image_url: { url: `data:${mimeType};base64,${base64}` } }
}

function callOf({ id, name, args, signature }: FakePart & { kind: "call" }) {
  const extra = { extra_content: { google: { thought_signature: signature } } }
  return {
    id: id ?? "call_fake_1",
    type: "function",
    function: { name, arguments: JSON.stringify(args) },
    ...(signature === undefined ? {} : extra),
  }
}

function joined(parts: readonly FakePart[], kind: "text" | "thinking"): string | undefined {
  const texts = parts.flatMap((part) =>
    (part.kind === "text" || part.kind === "thinking") && part.kind === kind ? [part.text] : [],
  )
  return texts.length === 0 ? undefined : texts.join("")
}

function finishOf({ stop, parts }: Whole): string {
  if (stop === "length") return "length"
  if (stop === "refused") return "content_filter"
  return parts.some(({ kind }) => kind === "call") ? "tool_calls" : "stop"
}

function usageOf({ input, cached = 0, output, thinking = 0 }: FakeUsage): unknown {
  return {
    prompt_tokens: input,
    completion_tokens: output + thinking,
    total_tokens: input + output + thinking,
    prompt_tokens_details: { cached_tokens: cached },
    completion_tokens_details: { reasoning_tokens: thinking },
  }
}
