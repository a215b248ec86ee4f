import { describe, expect, it } from "vitest"
import { decodeGeminiCli, encodeGeminiCliDecision, encodeGeminiCliNotice } from "../../src/host/gemini-cli.ts"
import type { HookEvent, StopEvent } from "../../src/loop/event.ts"

/** The keys that Gemini CLI 0.61.0 sends with AfterAgent. */
const afterAgent = {
  session_id: "6d0c9b1c-62a2-4a45-9f0e-4c1a0a7a2b11",
  transcript_path: "/home/dev/.gemini/tmp/shop/chats/session.json",
  cwd: "/home/dev/shop",
  hook_event_name: "AfterAgent",
  timestamp: "2026-11-18T09:30:00.000Z",
  prompt: 'for-loop "make the cart tests pass"',
  prompt_response: "First part.",
  stop_hook_active: false,
}

function decode(eventName: string, fields: object): HookEvent | string {
  const decoded = decodeGeminiCli(eventName, JSON.stringify(fields))
  return decoded.kind === "event" ? decoded.event : decoded.why
}

function stop(fields: object = {}): StopEvent {
  const event = decode("AfterAgent", { ...afterAgent, ...fields })
  if (typeof event === "string" || event.kind !== "stop") throw new Error(String(event))
  return event
}

describe("an AfterAgent of Gemini CLI", () => {
  it("becomes a stop event whose message is marked as accumulating", () => {
    expect(stop()).toMatchObject({
      kind: "stop",
      host: "gemini-cli",
      conversationId: afterAgent.session_id,
      workspacePaths: ["/home/dev/shop"],
      termination: { kind: "eligible" },
      fullyIdle: true,
      message: "First part.",
      messageAccumulates: true,
    })
  })

  it.each([undefined, false, true, "stuck"])("S40 gives the same event with stop_hook_active %s", (flag) => {
    expect(stop({ stop_hook_active: flag })).toEqual(stop())
  })

  it("S42 has one key per turn, also for a turn that added no text", () => {
    expect(stop().turnKey).toBe(stop().turnKey)
    const later = { timestamp: "2026-11-18T09:31:00.000Z" }
    const keys = [
      stop().turnKey,
      stop(later).turnKey,
      stop({ prompt_response: "First part. Second." }).turnKey,
    ]
    expect(new Set(keys).size).toBe(3)
  })

  it.each([
    { session_id: undefined },
    { session_id: "undefined" },
    { prompt_response: 3 },
    { hook_event_name: "X" },
  ])("S02 S03 refuses %j", (fields) => {
    expect(decode("AfterAgent", { ...afterAgent, ...fields })).toMatch(/\.$/)
  })
})

describe("other events of Gemini CLI", () => {
  const common = { session_id: "s1", cwd: "/home/dev/shop" }

  it.each([
    ["BeforeAgent", { prompt: "hello" }, { kind: "prompt", prompt: "hello" }],
    ["BeforeAgent", {}, { kind: "prompt", prompt: "" }],
    ["BeforeAgent", { prompt: "[for-loop 2/6] Not done yet." }, { kind: "heartbeat" }],
    [
      "BeforeAgent",
      { prompt: "what is [for-loop 2/6]?" },
      { kind: "prompt", prompt: "what is [for-loop 2/6]?" },
    ],
    ["BeforeModel", {}, { kind: "heartbeat" }],
    ["SessionStart", {}, { kind: "session-start" }],
    ["BeforeTool", { tool_name: "write_file", tool_input: { a: 1 } }, { kind: "tool", phase: "before" }],
    [
      "AfterTool",
      { tool_name: "write_file" },
      { kind: "tool", phase: "after", tool: { name: "write_file", args: {} } },
    ],
    ["AfterTool", {}, { kind: "tool", phase: "after", tool: null }],
  ])("reads %s with %j", (name, fields, event) => {
    expect(decode(name, { ...common, ...fields })).toMatchObject(event)
  })

  it("refuses an event of another host", () => {
    expect(decode("Stop", common)).toMatch(/no event Stop/)
  })
})

describe("answers to Gemini CLI", () => {
  it("use its verb block to go on and an empty object to let go", () => {
    expect(encodeGeminiCliDecision({ kind: "continue", prompt: "go on" })).toBe(
      '{"decision":"block","reason":"go on"}',
    )
    expect(encodeGeminiCliDecision({ kind: "permit", outcome: null, reason: "" })).toBe("{}")
    expect(() => encodeGeminiCliDecision({ kind: "continue", prompt: "\t" })).toThrow(/blank/)
  })

  it("add a notice as context of the prompt", () => {
    expect(JSON.parse(encodeGeminiCliNotice("Loop started."))).toEqual({
      hookSpecificOutput: { hookEventName: "BeforeAgent", additionalContext: "Loop started." },
    })
  })
})
