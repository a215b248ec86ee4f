import { join } from "node:path"
import type { Answer, FakeModel } from "./fake-model.ts"
import { startFakeModel } from "./fake-model.ts"
import type { Fields } from "./json.ts"
import { fieldsOf, listOf, textOf } from "./json.ts"
import type { Chosen, Step, TurnScript } from "./turn-script.ts"
import { stepAfter } from "./turn-script.ts"

/**
 * A fake of the Gemini API that plays `script` to Gemini CLI. Requests without tools are side questions of the host;
 * they get a harmless answer (JSON when a schema was asked for) and do not move the script.
 */
export function startFakeGemini(script: TurnScript, project: string): Promise<FakeModel> {
  return startFakeModel(({ path, body, stalls }) => {
    if (path.includes(":countTokens")) return side(path, { totalTokens: 100 })
    if (!path.includes("enerateContent")) return side(path, {})
    const request = fieldsOf(body)
    if (listOf(request.tools).length === 0) return side(path, candidate({ text: sideText(request) }))
    const chosen = stepAfter(script, answersIn(request), stalls)
    return { main: true, chosen, reply: replyTo(path, chosen, project) }
  })
}

/** Everything a request tells the model but its own answers, oldest first: prompts, tool results, hook reasons. */
export function toldTexts(body: unknown): readonly string[] {
  return listOf(fieldsOf(body).contents)
    .map(fieldsOf)
    .filter(({ role }) => role !== "model")
    .flatMap(({ parts }) => listOf(parts).map(fieldsOf))
    .map(({ text, functionResponse }) =>
      functionResponse === undefined ? textOf(text) : JSON.stringify(functionResponse),
    )
}

function answersIn(request: Fields): number {
  return listOf(request.contents).filter((content) => fieldsOf(content).role === "model").length
}

function sideText(request: Fields): string {
  return fieldsOf(request.generationConfig).responseMimeType === "application/json" ? "{}" : "ok"
}

function side(path: string, payload: Fields): Answer {
  return { main: false, chosen: null, reply: encode(path, payload) }
}

function replyTo(path: string, chosen: Chosen, project: string): Answer["reply"] {
  if (chosen.kind === "exhausted") return encode(path, candidate({ text: "The script has no further step." }))
  if (chosen.step.kind === "stall") return null
  return encode(path, candidate(partOf(chosen.step, project)))
}

function partOf(step: Exclude<Step, { kind: "stall" }>, project: string): Fields {
  switch (step.kind) {
    case "say":
      return { text: step.text }
    case "read":
      return { functionCall: { name: "read_file", args: { file_path: join(project, step.file) } } }
    case "write": {
      const args = { file_path: join(project, step.file), content: step.content }
      return { functionCall: { name: "write_file", args } }
    }
    case "edit": {
      const args = {
        file_path: join(project, step.file),
        instruction: "Replace the text.",
        old_string: step.before,
        new_string: step.after,
      }
      return { functionCall: { name: "replace", args } }
    }
    case "run":
      return { functionCall: { name: "run_shell_command", args: { command: step.command } } }
    default:
      return step satisfies never
  }
}

function candidate(part: Fields): Fields {
  return {
    candidates: [{ index: 0, content: { role: "model", parts: [part] }, finishReason: "STOP" }],
    usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 20, totalTokenCount: 120 },
    modelVersion: "gemini-2.5-pro",
  }
}

/** One server-sent event when the path asks for a stream, plain JSON otherwise. */
function encode(path: string, payload: Fields): NonNullable<Answer["reply"]> {
  const text = JSON.stringify(payload)
  return path.includes("alt=sse")
    ? { contentType: "text/event-stream", text: `data: ${text}\n\n` }
    : { contentType: "application/json", text }
}
