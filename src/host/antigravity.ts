import type { Decision, HookEvent } from "../loop/event.ts"
import { shortHash } from "../loop/hash.ts"
import { answerJson, requireText } from "./answer.ts"
import { shortName, terminationOf } from "./antigravity-termination.ts"
import { conversationIdOf } from "./conversation-id.ts"
import {
  countField,
  type Decoded,
  flagField,
  misfit,
  type Payload,
  parseJson,
  parsePayload,
  recordField,
  reject,
  textField,
  textsField,
} from "./payload.ts"

type Common = Omit<Extract<HookEvent, { kind: "session-start" }>, "kind">
type Tool = Extract<HookEvent, { kind: "tool" }>["tool"]

const shape = {
  workspacePaths: "texts",
  transcriptPath: "text",
  modelName: "text",
  executionNum: "count",
  terminationReason: "text",
  error: "text",
  fullyIdle: "flag",
  invocationNum: "count",
  toolCall: "record",
} as const

/**
 * Decodes one payload of Antigravity (hooks contract section 5). The payload carries no event name, so it comes from
 * the command line of the hook. Unknown fields are ignored; a field of a wrong type refuses the payload. `now` in
 * epoch ms.
 */
export function decodeAntigravity(eventName: string, stdin: string, now: number): Decoded {
  const parsed = parsePayload(stdin)
  if (parsed.kind === "reject") return parsed
  const { payload } = parsed
  const identity = conversationIdOf(payload, "conversationId")
  if (identity.kind === "reject") return identity
  const wrong = misfit(payload, shape)
  if (wrong !== null) return wrong
  const event = eventOf(eventName, payload, commonOf(payload, identity.id), now)
  return event === null
    ? reject(`Antigravity has no event ${eventName.slice(0, 60)} that we answer.`)
    : { kind: "event", event }
}

/** Exactly the two fields the Stop result knows: protojson voids an answer with any other (hooks contract section 9). */
export function encodeAntigravityDecision(decision: Decision): string {
  if (decision.kind === "permit") return "{}"
  return answerJson({ decision: "continue", reason: requireText(decision.prompt, "reason") })
}

/** A note for the next model call. Ephemeral, because a `userMessage` would stay in the transcript as a user request. */
export function encodeAntigravityNotice(text: string): string {
  return answerJson({ injectSteps: [{ ephemeralMessage: requireText(text, "notice") }] })
}

/**
 * Answer to PreToolUse that holds a tool call up: `force_ask` also where a rule of the user's would allow it (hooks contract
 * section 5). Letting it pass is the neutral answer: an `allow` would overrule the user's own rules.
 */
export function encodeAntigravityVerdict(kind: "ask" | "deny", why: string): string {
  return answerJson({ decision: kind === "ask" ? "force_ask" : "deny", reason: requireText(why, "reason") })
}

/** The answer that changes nothing. PreToolUse is a gate where `{}` denies and no output allows. */
export function antigravityNeutral(eventName: string): string {
  return eventName.toLowerCase() === "pretooluse" ? "" : "{}"
}

function commonOf(payload: Payload, conversationId: string): Common {
  return {
    host: "antigravity",
    conversationId,
    workspacePaths: textsField(payload, "workspacePaths"),
    transcriptPath: textField(payload, "transcriptPath"),
    model: textField(payload, "modelName"),
  }
}

function eventOf(eventName: string, payload: Payload, common: Common, now: number): HookEvent | null {
  switch (eventName.toLowerCase()) {
    case "stop":
      return stopOf(payload, common, now)
    case "preinvocation":
      // Number 0 opens a user's turn; without a number nothing says so, and only a heartbeat is safe.
      return countField(payload, "invocationNum") === 0
        ? { ...common, kind: "prompt", prompt: null }
        : { ...common, kind: "heartbeat" }
    case "postinvocation":
      return { ...common, kind: "heartbeat" }
    case "sessionstart":
      return { ...common, kind: "session-start" }
    case "pretooluse":
      return { ...common, kind: "tool", phase: "before", tool: toolOf(payload), error: null }
    case "posttooluse":
      return {
        ...common,
        kind: "tool",
        phase: "after",
        tool: toolOf(payload),
        error: textField(payload, "error"),
      }
    default:
      return null
  }
}

function stopOf(payload: Payload, common: Common, now: number): HookEvent {
  const reason = textField(payload, "terminationReason") ?? ""
  const error = textField(payload, "error") ?? ""
  // executionNum stays 0 on some builds, so it is one part of the key and never the whole of it.
  const turnKey = [
    countField(payload, "executionNum") ?? "-",
    shortName(reason).slice(0, 100),
    shortHash(error),
  ]
  return {
    ...common,
    kind: "stop",
    termination: terminationOf(reason, error, now),
    fullyIdle: flagField(payload, "fullyIdle", "true"),
    message: null,
    messageAccumulates: false,
    turnKey: turnKey.join("|"),
  }
}

function toolOf(payload: Payload): Tool {
  const call = recordField(payload, "toolCall")
  const name = call === null ? null : textField(call, "name")
  if (call === null || name === null) return null
  return { name, args: decodeArgs(recordField(call, "args") ?? {}) }
}

/**
 * Arguments with one layer of JSON encoding taken off, for the builds that encode every value. Decoding value by
 * value would turn the natively sent content of a JSON file into an object, so the whole set must look encoded:
 * every value a text that is JSON, at least one of them a JSON string.
 */
export function decodeArgs(args: Payload): Payload {
  const decoded = Object.entries(args).map(([name, value]): readonly [string, unknown] => [
    name,
    typeof value === "string" ? parseJson(value) : undefined,
  ])
  const encoded =
    decoded.every(([, value]) => value !== undefined) &&
    decoded.some(([, value]) => typeof value === "string")
  return encoded ? Object.fromEntries(decoded) : args
}
