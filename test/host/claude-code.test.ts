import { describe, expect, it } from "vitest"
import {
  decodeClaudeCode,
  encodeClaudeCodeDecision,
  encodeClaudeCodeNotice,
} from "../../src/host/claude-code.ts"
import type { HookEvent, StopEvent } from "../../src/loop/event.ts"

/** The keys that Claude Code 2.1.328 sends with Stop. */
const stopPayload = {
  session_id: "0b5d6c1e-7a0f-4a43-9b42-1f0c6f2d3e55",
  transcript_path: "/home/dev/.claude/projects/shop/0b5d6c1e.jsonl",
  cwd: "/home/dev/shop",
  prompt_id: "p-1",
  permission_mode: "acceptEdits",
  effort: { level: "medium" },
  hook_event_name: "Stop",
  stop_hook_active: false,
  last_assistant_message: "Two tests still fail.",
  background_tasks: [],
  session_crons: [],
}

function decode(eventName: string, fields: object): HookEvent | string {
  const decoded = decodeClaudeCode(eventName, JSON.stringify(fields))
  return decoded.kind === "event" ? decoded.event : decoded.why
}

function stop(fields: object = {}): StopEvent {
  const event = decode("Stop", { ...stopPayload, ...fields })
  if (typeof event === "string" || event.kind !== "stop") throw new Error(String(event))
  return event
}

describe("a Stop of Claude Code", () => {
  it("becomes a stop event with the agent's own last message", () => {
    expect(stop()).toMatchObject({
      kind: "stop",
      host: "claude-code",
      conversationId: stopPayload.session_id,
      workspacePaths: ["/home/dev/shop"],
      transcriptPath: stopPayload.transcript_path,
      termination: { kind: "eligible" },
      fullyIdle: true,
      message: "Two tests still fail.",
      messageAccumulates: false,
    })
  })

  it.each([undefined, false, true])(
    "S40 gives the same event with stop_hook_active %s, apart from the key",
    (flag) => {
      expect({ ...stop({ stop_hook_active: flag }), turnKey: "" }).toEqual({ ...stop(), turnKey: "" })
    },
  )

  it.each([
    ["a running task", [{ id: "b1", status: "running" }], false],
    ["a task without a status", [{ id: "b1" }], false],
    ["a bare id", ["b1"], false],
    ["a finished and a running task", [{ status: "completed" }, { status: "running" }], false],
    ["finished tasks only", [{ status: "completed" }, { status: "killed" }], true],
    ["no task", [], true],
  ])("S45 with %s", (_what, tasks, idle) => {
    expect(stop({ background_tasks: tasks }).fullyIdle).toBe(idle)
  })

  it("S42 has one key per turn: same delivery same key, other prompt, message or round another", () => {
    expect(stop().turnKey).toBe(stop({ effort: { level: "high" } }).turnKey)
    const keys = [
      stop().turnKey,
      stop({ prompt_id: "p-2" }).turnKey,
      stop({ last_assistant_message: "Two tests still fail!" }).turnKey,
      stop({ stop_hook_active: true }).turnKey,
    ]
    expect(new Set(keys).size).toBe(4)
  })

  it("S21 has an empty message, not a missing one, when the agent said nothing", () => {
    expect(stop({ last_assistant_message: undefined }).message).toBe("")
  })

  it("S11 refuses the stop of a subagent", () => {
    expect(decode("Stop", { ...stopPayload, agent_id: "a1", agent_type: "explore" })).toMatch(/subagent/)
    expect(decode("SubagentStop", { ...stopPayload, hook_event_name: "SubagentStop" })).toMatch(
      /SubagentStop/,
    )
    expect(decode("Stop", { ...stopPayload, hook_event_name: "SubagentStop" })).toMatch(/SubagentStop/)
  })

  it.each([
    { session_id: "" },
    { session_id: "null" },
    { session_id: "../x" },
    { cwd: 3 },
    { background_tasks: "x" },
  ])("S02 S03 refuses %j", (fields) => {
    expect(decode("Stop", { ...stopPayload, ...fields })).toMatch(/\.$/)
  })
})

describe("other events of Claude Code", () => {
  const common = { session_id: "s1", cwd: "/home/dev/shop", transcript_path: "/t.jsonl" }

  it("carry the user's prompt with UserPromptSubmit", () => {
    const fields = { ...common, hook_event_name: "UserPromptSubmit", prompt: 'for-loop "x"\n' }
    expect(decode("UserPromptSubmit", fields)).toMatchObject({ kind: "prompt", prompt: 'for-loop "x"\n' })
  })

  it("never ask for the transcript in place of a missing prompt, because its rows are not Antigravity's", () => {
    expect(decode("UserPromptSubmit", common)).toMatchObject({ kind: "prompt", prompt: "" })
  })

  it("are read for tools and session start", () => {
    const tool = { ...common, tool_name: "Write", tool_input: { file_path: "a.ts" } }
    const call = { name: "Write", args: { file_path: "a.ts" } }
    expect(decode("PreToolUse", tool)).toMatchObject({ kind: "tool", phase: "before", tool: call })
    expect(decode("PostToolUse", tool)).toMatchObject({ kind: "tool", phase: "after", tool: call })
    expect(decode("PreToolUse", common)).toMatchObject({ kind: "tool", tool: null })
    expect(decode("SessionStart", { ...common, model: "m" })).toMatchObject({
      kind: "session-start",
      model: "m",
    })
  })
})

describe("answers to Claude Code", () => {
  it("use its verb block to go on and an empty object to let go", () => {
    expect(encodeClaudeCodeDecision({ kind: "continue", prompt: "go on" })).toBe(
      '{"decision":"block","reason":"go on"}',
    )
    expect(encodeClaudeCodeDecision({ kind: "permit", outcome: null, reason: "x" })).toBe("{}")
    expect(() => encodeClaudeCodeDecision({ kind: "continue", prompt: "" })).toThrow(/blank/)
  })

  it("show the user how a loop ended, and let go", () => {
    const answer = encodeClaudeCodeDecision({
      kind: "permit",
      outcome: "verified",
      reason: "all checks passed",
    })
    expect(JSON.parse(answer)).toEqual({ systemMessage: "[for-loop] verified: all checks passed" })
  })

  it("add a notice as context of the prompt", () => {
    expect(JSON.parse(encodeClaudeCodeNotice("Loop started."))).toEqual({
      hookSpecificOutput: { hookEventName: "UserPromptSubmit", additionalContext: "Loop started." },
    })
  })
})
