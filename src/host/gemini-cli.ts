import type { Decision, HookEvent } from "../loop/event.ts"
import { shortHash } from "../loop/hash.ts"
import { answerJson, permitAnswer, requireText } from "./answer.ts"
import { conversationIdOf } from "./conversation-id.ts"
import {
  type Decoded,
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
  timestamp: "text",
  prompt: "text",
  prompt_response: "text",
  tool_name: "text",
  tool_input: "record",
} as const

/**
 * Decodes one payload of Gemini CLI (keys as seen on 0.61.0). `stop_hook_active` stays false after a block there, so
 * it is not read at all (S40), and `prompt_response` holds the texts of the whole continued turn.
 */
export function decodeGeminiCli(eventName: string, stdin: string): Decoded {
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
  const event = eventOf(eventName, payload, commonOf(payload, identity.id))
  return event === null
    ? reject(`Gemini CLI has no event ${eventName.slice(0, 60)} that we answer.`)
    : { kind: "event", event }
}

/** Gemini CLI's verb to keep the agent working is `block`; an empty object lets it stop. */
export function encodeGeminiCliDecision(decision: Decision): string {
  if (decision.kind === "permit") return permitAnswer(decision)
  return answerJson({ decision: "block", reason: requireText(decision.prompt, "reason") })
}

export function encodeGeminiCliNotice(text: string): string {
  const additionalContext = requireText(text, "notice")
  return answerJson({ hookSpecificOutput: { hookEventName: "BeforeAgent", additionalContext } })
}

/**
 * Gemini CLI's verdict on a tool call. It knows `ask` too, but where nobody sits at a terminal it waits for the answer for
 * ever (measured on 0.61.0, `-p`), and a hook cannot tell that: a call that a person has to agree to is refused.
 */
export function encodeGeminiCliVerdict(kind: "ask" | "deny", why: string): string {
  const reason = requireText(why, "reason")
  const asked = `${reason} Nobody can be asked from here: do without it, or say at the end what a person should run.`
  return answerJson({ decision: "deny", reason: kind === "deny" ? reason : asked })
}

function commonOf(payload: Payload, conversationId: string): Common {
  const cwd = textField(payload, "cwd")
  return {
    host: "gemini-cli",
    conversationId,
    workspacePaths: cwd === null ? [] : [cwd],
    transcriptPath: textField(payload, "transcript_path"),
    model: null,
  }
}

function eventOf(eventName: string, payload: Payload, common: Common): HookEvent | null {
  switch (eventName) {
    case "AfterAgent":
      return stopOf(payload, common)
    case "BeforeAgent":
      return promptOf(payload, common)
    case "BeforeModel":
      return { ...common, kind: "heartbeat" }
    case "SessionStart":
      return { ...common, kind: "session-start" }
    case "BeforeTool":
      return { ...common, kind: "tool", phase: "before", tool: toolOf(payload), error: null }
    case "AfterTool":
      return { ...common, kind: "tool", phase: "after", tool: toolOf(payload), error: null }
    default:
      return null
  }
}

const ourToken = /^\s*\[for-loop \d+\/\d+\]/

/** Our own refusal comes back as a prompt (measured on 0.61.0): a sign of life, not a message of the user (S54). */
function promptOf(payload: Payload, common: Common): HookEvent {
  const prompt = textField(payload, "prompt") ?? ""
  return ourToken.test(prompt) ? { ...common, kind: "heartbeat" } : { ...common, kind: "prompt", prompt }
}

/** Two copies of the hook get the same timestamp, two turns do not: it tells turns apart that added no text (S42). */
function stopOf(payload: Payload, common: Common): HookEvent {
  const message = textField(payload, "prompt_response") ?? ""
  const turnKey = [(textField(payload, "timestamp") ?? "-").slice(0, 60), message.length, shortHash(message)]
  return {
    ...common,
    kind: "stop",
    termination: { kind: "eligible" },
    fullyIdle: true,
    message,
    messageAccumulates: true,
    turnKey: turnKey.join("|"),
  }
}

function toolOf(payload: Payload): Extract<HookEvent, { kind: "tool" }>["tool"] {
  const name = textField(payload, "tool_name")
  return name === null ? null : { name, args: recordField(payload, "tool_input") ?? {} }
}
