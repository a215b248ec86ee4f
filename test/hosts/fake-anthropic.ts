import { randomUUID } from "node:crypto"
import { join } from "node:path"
import type { Answer, FakeModel } from "./fake-model.ts"
import { startFakeModel } from "./fake-model.ts"
import type { Fields } from "./json.ts"
import { fieldsOf, listOf, textOf } from "./json.ts"
import type { Chosen, Step, TurnScript } from "./turn-script.ts"
import { stepAfter } from "./turn-script.ts"

/**
 * A fake of the Messages API that plays `script` to Claude Code. Requests without tools are side questions of the host
 * (titles and the like); they get a harmless text and do not move the script.
 */
export function startFakeAnthropic(script: TurnScript, project: string): Promise<FakeModel> {
  return startFakeModel(({ method, path, body, stalls }) => {
    if (method !== "POST" || !path.startsWith("/v1/messages")) return side("application/json", "{}")
    if (path.startsWith("/v1/messages/count_tokens"))
      return side("application/json", JSON.stringify({ input_tokens: 100 }))
    const request = fieldsOf(body)
    if (listOf(request.tools).length === 0) return side(...encode(request, { type: "text", text: "ok" }))
    const chosen = stepAfter(script, answersIn(request), stalls)
    return { main: true, chosen, reply: replyTo(request, chosen, project) }
  })
}

/**
 * Everything a Messages request tells the model but its own answers, oldest first: prompts, tool results, hook feedback
 * and the system messages the host puts between them.
 */
export function toldTexts(body: unknown): readonly string[] {
  return listOf(fieldsOf(body).messages)
    .map(fieldsOf)
    .filter(({ role }) => role !== "assistant")
    .flatMap(({ content }) => (typeof content === "string" ? [content] : listOf(content).flatMap(blockTexts)))
}

function blockTexts(block: unknown): readonly string[] {
  const { type, text, content } = fieldsOf(block)
  if (type === "text") return [textOf(text)]
  if (type !== "tool_result") return []
  return typeof content === "string" ? [content] : listOf(content).flatMap(blockTexts)
}

function answersIn(request: Fields): number {
  return listOf(request.messages).filter((message) => fieldsOf(message).role === "assistant").length
}

function side(contentType: string, text: string): Answer {
  return { main: false, chosen: null, reply: { contentType, text } }
}

function replyTo(request: Fields, chosen: Chosen, project: string): Answer["reply"] {
  if (chosen.kind === "exhausted") {
    const [contentType, text] = encode(request, { type: "text", text: "The script has no further step." })
    return { contentType, text }
  }
  if (chosen.step.kind === "stall") return null
  const [contentType, text] = encode(request, blockOf(chosen.step, chosen.index, project))
  return { contentType, text }
}

type Block =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "tool_use"; readonly id: string; readonly name: string; readonly input: Fields }

function blockOf(step: Exclude<Step, { kind: "stall" }>, index: number, project: string): Block {
  const id = `toolu_step_${index}`
  switch (step.kind) {
    case "say":
      return { type: "text", text: step.text }
    case "read":
      return { type: "tool_use", id, name: "Read", input: { file_path: join(project, step.file) } }
    case "write": {
      const input = { file_path: join(project, step.file), content: step.content }
      return { type: "tool_use", id, name: "Write", input }
    }
    case "edit": {
      const input = { file_path: join(project, step.file), old_string: step.before, new_string: step.after }
      return { type: "tool_use", id, name: "Edit", input }
    }
    case "run": {
      const input = { command: step.command, description: "Run a command" }
      return { type: "tool_use", id, name: "Bash", input }
    }
    default:
      return step satisfies never
  }
}

/** Content type and body of one answer, streamed as server-sent events when the host asked for a stream. */
function encode(request: Fields, block: Block): readonly [string, string] {
  const stopReason = block.type === "tool_use" ? "tool_use" : "end_turn"
  const usage = { input_tokens: 100, output_tokens: 20 }
  // Answers that share an id are merged by the host into one, which would hide progress from the script.
  const head = { id: `msg_${randomUUID()}`, type: "message", role: "assistant", model: textOf(request.model) }
  if (request.stream !== true) {
    const message = { ...head, content: [block], stop_reason: stopReason, stop_sequence: null, usage }
    return ["application/json", JSON.stringify(message)]
  }
  const events: readonly Fields[] = [
    {
      type: "message_start",
      message: {
        ...head,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { ...usage, output_tokens: 1 },
      },
    },
    { type: "content_block_start", index: 0, content_block: emptied(block) },
    { type: "content_block_delta", index: 0, delta: deltaOf(block) },
    { type: "content_block_stop", index: 0 },
    {
      type: "message_delta",
      delta: { stop_reason: stopReason, stop_sequence: null },
      usage: { output_tokens: 20 },
    },
    { type: "message_stop" },
  ]
  const lines = events.map((event) => `event: ${textOf(event.type)}\ndata: ${JSON.stringify(event)}\n\n`)
  return ["text/event-stream", lines.join("")]
}

function emptied(block: Block): Fields {
  return block.type === "text" ? { type: "text", text: "" } : { ...block, input: {} }
}

function deltaOf(block: Block): Fields {
  return block.type === "text"
    ? { type: "text_delta", text: block.text }
    : { type: "input_json_delta", partial_json: JSON.stringify(block.input) }
}
