import type { Decision, HookEvent } from "../loop/event.ts"
import { shortHash } from "../loop/hash.ts"
import { answerJson, permitAnswer, requireText } from "./answer.ts"
import { conversationIdOf } from "./conversation-id.ts"
import {
  type Decoded,
  isRecord,
  listField,
  misfit,
  type Payload,
  parsePayload,
  recordField,
  reject,
  textField,
} from "./payload.ts"

type Common = Omit<Extract<HookEvent, { kind: "session-start" }>, "kind">

const shape = {
  cwd: "text",
  transcript_path: "text",
  hook_event_name: "text",
  agent_id: "text",
  model: "text",
  prompt: "text",
  prompt_id: "text",
  last_assistant_message: "text",
  background_tasks: "list",
  tool_name: "text",
  tool_input: "record",
} as const

/**
 * Decodes one payload of Claude Code (keys as seen on 2.1.328). `stop_hook_active` is read for nothing but telling
 * two turns apart: hosts send it wrong (S40). The stop of a subagent is refused (S11).
 */
export function decodeClaudeCode(eventName: string, stdin: string): Decoded {
  const parsed = parsePayload(stdin)
  if (parsed.kind === "reject") return parsed
  const { payload } = parsed
  const identity = conversationIdOf(payload, "session_id")
  if (identity.kind === "reject") return identity
  const wrong = misfit(payload, shape)
  if (wrong !== null) return wrong
  const told = textField(payload, "hook_event_name")
  if (told !== null && told !== eventName)
    return reject(`The payload is for ${told.slice(0, 60)}, not for this hook.`)
  if (textField(payload, "agent_id") !== null)
    return reject("The event comes from a subagent, which never owns a loop.")
  const event = eventOf(eventName, payload, commonOf(payload, identity.id))
  return event === null
    ? reject(`Claude Code has no event ${eventName.slice(0, 60)} that we answer.`)
    : { kind: "event", event }
}

/** Claude Code's verb to keep the agent working is `block`; no opinion lets it stop. */
export function encodeClaudeCodeDecision(decision: Decision): string {
  if (decision.kind === "permit") return permitAnswer(decision)
  return answerJson({ decision: "block", reason: requireText(decision.prompt, "reason") })
}

export function encodeClaudeCodeNotice(text: string): string {
  const additionalContext = requireText(text, "notice")
  return answerJson({ hookSpecificOutput: { hookEventName: "UserPromptSubmit", additionalContext } })
}

/** Claude Code's verdict on a tool call; the reason goes to the model (deny) or into the question (ask). */
export function encodeClaudeCodeVerdict(kind: "ask" | "deny", why: string): string {
  const permissionDecisionReason = requireText(why, "reason")
  const hookSpecificOutput = {
    hookEventName: "PreToolUse",
    permissionDecision: kind,
    permissionDecisionReason,
  }
  return answerJson({ hookSpecificOutput })
}

function commonOf(payload: Payload, conversationId: string): Common {
  const cwd = textField(payload, "cwd")
  return {
    host: "claude-code",
    conversationId,
    workspacePaths: cwd === null ? [] : [cwd],
    transcriptPath: textField(payload, "transcript_path"),
    model: textField(payload, "model"),
  }
}

function eventOf(eventName: string, payload: Payload, common: Common): HookEvent | null {
  switch (eventName) {
    case "Stop":
      return stopOf(payload, common)
    case "UserPromptSubmit":
      return { ...common, kind: "prompt", prompt: textField(payload, "prompt") ?? "" }
    case "SessionStart":
      return { ...common, kind: "session-start" }
    case "PreToolUse":
      return { ...common, kind: "tool", phase: "before", tool: toolOf(payload), error: null }
    case "PostToolUse":
      return { ...common, kind: "tool", phase: "after", tool: toolOf(payload), error: null }
    default:
      return null
  }
}

function stopOf(payload: Payload, common: Common): HookEvent {
  const message = textField(payload, "last_assistant_message") ?? ""
  const turnKey = [
    (textField(payload, "prompt_id") ?? "-").slice(0, 100),
    payload.stop_hook_active === true ? "again" : "first",
    message.length,
    shortHash(message),
  ]
  return {
    ...common,
    kind: "stop",
    termination: { kind: "eligible" },
    fullyIdle: !listField(payload, "background_tasks").some(isRunning),
    message,
    messageAccumulates: false,
    turnKey: turnKey.join("|"),
  }
}

const finished = /^(?:completed|done|failed|killed|stopped|cancell?ed|exited)$/i

/** A task counts as running unless it says that it has ended: the list's fields are undocumented (S45). */
function isRunning(task: unknown): boolean {
  return !(isRecord(task) && finished.test(textField(task, "status") ?? ""))
}

function toolOf(payload: Payload): Extract<HookEvent, { kind: "tool" }>["tool"] {
  const name = textField(payload, "tool_name")
  return name === null ? null : { name, args: recordField(payload, "tool_input") ?? {} }
}
