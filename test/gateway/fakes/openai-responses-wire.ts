import type { FakeAnswer, FakePart, FakeUsage } from "./fake-answer.ts"
import { cut, defaultUsage } from "./fake-answer.ts"

type Whole = FakeAnswer & { kind: "answer" }
type Item = Readonly<Record<string, unknown>>

/** One answer of the Responses API. */
export function responseObject(answer: Whole, model: string): Item {
  const status = answer.stop === "length" ? "incomplete" : "completed"
  return {
    ...headOf(model, status),
    incomplete_details: answer.stop === "length" ? { reason: "max_output_tokens" } : null,
    output: answer.parts.map((part, at) => itemOf(part, at, "completed")),
    usage: usageOf(answer.usage ?? defaultUsage),
  }
}

/** The events of a streamed answer, numbered as the vendor numbers them. */
export function responseEvents(answer: Whole, model: string): readonly Item[] {
  const whole = responseObject(answer, model)
  const open = { ...headOf(model, "in_progress"), output: [] }
  const events: readonly Item[] = [
    { type: "response.created", response: open },
    { type: "response.in_progress", response: open },
    ...answer.parts.flatMap((part, at) => itemEvents(part, at, answer.textEvents ?? 4)),
    { type: `response.${answer.stop === "length" ? "incomplete" : "completed"}`, response: whole },
  ]
  return events.map((event, sequence_number) => ({ ...event, sequence_number }))
}

function headOf(model: string, status: string): Item {
  const head = { id: "resp_fake_1", object: "response", created_at: 1_767_225_600, status, model }
  return { ...head, error: null, parallel_tool_calls: true, tool_choice: "auto", tools: [] }
}

function itemEvents(part: FakePart, output_index: number, events: number): readonly Item[] {
  const done = itemOf(part, output_index, "completed")
  const at = { output_index, item_id: done.id }
  const opened = { type: "response.output_item.added", output_index, item: emptied(part, output_index) }
  const closed = { type: "response.output_item.done", output_index, item: done }
  switch (part.kind) {
    case "text": {
      const where = { ...at, content_index: 0 }
      const empty = { type: "output_text", text: "", annotations: [] }
      return [
        opened,
        { type: "response.content_part.added", ...where, part: empty },
        ...cut(part.text, events).map((delta) => ({ type: "response.output_text.delta", ...where, delta })),
        { type: "response.output_text.done", ...where, text: part.text },
        { type: "response.content_part.done", ...where, part: { ...empty, text: part.text } },
        closed,
      ]
    }
    case "thinking": {
      const where = { ...at, summary_index: 0 }
      return [
        opened,
        { type: "response.reasoning_summary_part.added", ...where, part: { type: "summary_text", text: "" } },
        ...cut(part.text, events).map((delta) => ({
          type: "response.reasoning_summary_text.delta",
          ...where,
          delta,
        })),
        { type: "response.reasoning_summary_text.done", ...where, text: part.text },
        {
          type: "response.reasoning_summary_part.done",
          ...where,
          part: { type: "summary_text", text: part.text },
        },
        closed,
      ]
    }
    case "call": {
      const json = JSON.stringify(part.args)
      return [
        opened,
        ...cut(json, events).map((delta) => ({
          type: "response.function_call_arguments.delta",
          ...at,
          delta,
        })),
        { type: "response.function_call_arguments.done", ...at, arguments: json },
        closed,
      ]
    }
    case "image":
      return [opened, closed]
    default:
      return part satisfies never
  }
}

function emptied(part: FakePart, at: number): Item {
  const item = itemOf(part, at, "in_progress")
  if (part.kind === "call") return { ...item, arguments: "" }
  return part.kind === "thinking" ? { ...item, summary: [] } : { ...item, content: [] }
}

function itemOf(part: FakePart, at: number, status: string): Item {
  switch (part.kind) {
    case "text": {
      const content = [{ type: "output_text", text: part.text, annotations: [] }]
      return { id: `msg_fake_${at}`, type: "message", status, role: "assistant", content }
    }
    case "thinking":
      return {
        id: `rs_fake_${at}`,
        type: "reasoning",
        summary: [{ type: "summary_text", text: part.text }],
        ...(part.signature === undefined ? {} : { encrypted_content: part.signature }),
      }
    case "call":
      return {
        id: `fc_fake_${at}`,
        type: "function_call",
        status,
        call_id: part.id ?? "call_fake_1",
        name: part.name,
        arguments: JSON.stringify(part.args),
      }
    case "image":
      return { id: `ig_fake_${at}`, type: "image_generation_call", status, result: part.base64 }
    default:
      return part satisfies never
  }
}

function usageOf({ input, cached = 0, output, thinking = 0 }: FakeUsage): Item {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: output + thinking,
    output_tokens_details: { reasoning_tokens: thinking },
    total_tokens: input + output + thinking,
  }
}
