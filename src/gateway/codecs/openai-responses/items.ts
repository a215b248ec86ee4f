import type { Blob64, CallUsage, StopReason, ToolDeclaration } from "../../model/exchange.ts"
import { unwrapInput } from "../call-arguments.ts"
import { type Fields, present } from "../fields.ts"

/** How the client itself knows the tool that the model called. */
export type ClientTool = {
  readonly kind: "function" | "custom"
  readonly name: string
  readonly namespace: string | null
}

export function clientTool(tools: readonly ToolDeclaration[], name: string): ClientTool {
  const origin = tools.find((tool) => tool.name === name)?.origin
  return origin ?? { kind: "function", name, namespace: null }
}

export type ItemStatus = "in_progress" | "completed" | "incomplete"

export function messageItem(id: string, content: readonly Fields[], status: ItemStatus): Fields {
  return { id, type: "message", status, role: "assistant", content }
}

export function textPart(text: string): Fields {
  return { type: "output_text", text, annotations: [], logprobs: [] }
}

/** `encrypted` null = the client did not ask for it, or there is none. */
export function reasoningItem(id: string, text: string, encrypted: string | null): Fields {
  const summary = text === "" ? [] : [{ type: "summary_text", text }]
  return { id, type: "reasoning", summary, ...(encrypted !== null && { encrypted_content: encrypted }) }
}

/** A call in the client's own terms: free text for its tools of free text, the namespace apart from the name (G23). */
export function callItem(
  id: string,
  call: { readonly id: string; readonly tool: ClientTool; readonly argumentsJson: string },
  status: ItemStatus,
): Fields {
  const { tool } = call
  const custom = tool.kind === "custom"
  return present({
    id,
    type: custom ? "custom_tool_call" : "function_call",
    status,
    call_id: call.id,
    namespace: tool.namespace,
    name: tool.name,
    ...(custom ? { input: unwrapInput(call.argumentsJson) } : { arguments: call.argumentsJson }),
  })
}

export function imageItem(id: string, data: Blob64): Fields {
  const format = data.mimeType.replace(/^image\//, "")
  return {
    id,
    type: "image_generation_call",
    status: "completed",
    result: data.base64,
    output_format: format,
  }
}

/** Usage in this format's words: input with cached tokens, output with reasoning (G54, G55). */
export function responsesUsage(usage: CallUsage): Fields {
  const input = (usage.input ?? 0) + (usage.cachedInput ?? 0) + (usage.cacheWrite ?? 0)
  const output = usage.output ?? 0
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: usage.cachedInput ?? 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: usage.thinking ?? 0 },
    total_tokens: input + output,
  }
}

/** How an answer ended: `incomplete` with its reason, else `completed` (G48 to G52). */
export function ending(reason: StopReason): { readonly status: ItemStatus; readonly why: string | null } {
  switch (reason) {
    case "length":
    case "context":
      return { status: "incomplete", why: "max_output_tokens" }
    case "refused":
      return { status: "incomplete", why: "content_filter" }
    default:
      return { status: "completed", why: null }
  }
}
