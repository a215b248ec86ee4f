import { describe, expect, it } from "vitest"
import {
  antigravityNeutral,
  decodeAntigravity,
  decodeArgs,
  encodeAntigravityDecision,
  encodeAntigravityNotice,
} from "../../src/host/antigravity.ts"
import { type Decoded, decodeStdin } from "../../src/host/payload.ts"
import type { HookEvent, StopEvent } from "../../src/loop/event.ts"
import { fixtureBytes, fixtureText, indexEntries, textOf } from "./fixtures.ts"

const now = Date.parse("2026-11-18T09:30:00Z")
const events = indexEntries("hook-events.index.json", "events").map((entry) => ({
  file: textOf(entry, "file"),
  event: textOf(entry, "event"),
  class: textOf(entry, "class"),
}))

/** The way of the real entry: bytes, then text, then event. */
function decodeFixture(file: string, event: string): Decoded {
  const stdin = decodeStdin(fixtureBytes(`hook-events/${file}`))
  return stdin.kind === "reject" ? stdin : decodeAntigravity(event, stdin.text, now)
}

function eventOf(decoded: Decoded): HookEvent {
  if (decoded.kind === "reject") throw new Error(decoded.why)
  return decoded.event
}

function stopOf(decoded: Decoded): StopEvent {
  const event = eventOf(decoded)
  if (event.kind !== "stop") throw new Error(`a ${event.kind} event`)
  return event
}

function stopWith(fields: Readonly<Record<string, unknown>>): Decoded {
  return decodeAntigravity("Stop", JSON.stringify({ conversationId: "c1", ...fields }), now)
}

describe("every recorded Stop payload", () => {
  const stops = events.filter(({ event, class: kind }) => event === "Stop" && kind !== "permit")

  it.each(stops)("reads $file as $class", ({ file, event, class: kind }) => {
    const stop = stopOf(decodeFixture(file, event))
    const verdict = stop.fullyIdle ? stop.termination.kind : "not-a-stop"
    // "foreign" is decided by who owns the conversation; the payload itself is an ordinary stop.
    expect(verdict).toBe(kind === "foreign" ? "eligible" : kind)
  })

  it.each(stops)("takes identity, workspace and transcript from $file", ({ file, event }) => {
    const stop = stopOf(decodeFixture(file, event))
    expect(stop.host).toBe("antigravity")
    expect(stop.conversationId).toMatch(/^[0-9a-f-]{36}$/)
    expect(stop.transcriptPath).toContain(`/brain/${stop.conversationId}/`)
    expect(stop.message).toBeNull()
    expect(stop.turnKey.length).toBeLessThan(300)
  })
})

describe("every recorded payload that must let the agent go", () => {
  const permits = events.filter(({ class: kind }) => kind === "permit")
  const named = ["Stop", "PreInvocation", "SessionStart", "PreToolUse", "PostToolUse", "PostInvocation"]

  it.each(permits.filter(({ file }) => file !== "stop-reason-unknown.json"))(
    "S02 S03 S40 refuses $file with one sentence",
    ({ file, event }) => {
      for (const name of event === "any" ? named : [event]) {
        const decoded = decodeFixture(file, name)
        expect(decoded.kind).toBe("reject")
        expect(decoded.kind === "reject" && decoded.why).toMatch(/^[A-Z][^\n]{10,160}\.$/)
      }
    },
  )

  it("names a termination reason that no build is known to send", () => {
    expect(stopOf(decodeFixture("stop-reason-unknown.json", "Stop")).termination.kind).toBe("unknown")
  })
})

describe("every recorded payload of another event", () => {
  const kinds: Readonly<Record<string, string>> = {
    "session-start.json": "session-start",
    "session-start-no-workspace.json": "session-start",
    "pre-invocation-first.json": "prompt",
    "pre-invocation-later.json": "heartbeat",
    "pre-invocation-first-no-workspace.json": "prompt",
    "pre-invocation-subagent.json": "prompt",
    "post-invocation.json": "heartbeat",
    "pre-tool-use-run-command.json": "tool",
    "pre-tool-use-run-command-double-encoded.json": "tool",
    "pre-tool-use-write-to-file.json": "tool",
    "pre-tool-use-replace-file-content.json": "tool",
    "pre-tool-use-test-file-edit.json": "tool",
    "post-tool-use-run-command.json": "tool",
    "post-tool-use-error.json": "tool",
    "post-tool-use-null-tool-call.json": "tool",
  }
  const others = events.filter(({ event }) => event !== "Stop" && event !== "any")

  it.each(others)("reads $file", ({ file, event }) => {
    expect(eventOf(decodeFixture(file, event)).kind).toBe(kinds[file])
  })

  it.each([
    ["pre-tool-use-run-command.json", "CommandLine", "npm test -- cart"],
    ["pre-tool-use-run-command-double-encoded.json", "CommandLine", 'npm test -- cart --reporter="dot"'],
    ["pre-tool-use-run-command-double-encoded.json", "Cwd", "/home/dev/shop"],
    ["pre-tool-use-write-to-file.json", "CodeContent", "export const TAX = 0.2;\n"],
    ["pre-tool-use-replace-file-content.json", "TargetFile", "/home/dev/shop/src/cart.ts"],
    ["pre-tool-use-test-file-edit.json", "ReplacementContent", "it.skip('adds tax', () => {"],
    ["post-tool-use-error.json", "CommandLine", "npm run lint"],
  ])("takes the arguments of %s as meant: %s", (file, name, value) => {
    const event = eventOf(decodeFixture(file, file.startsWith("pre") ? "PreToolUse" : "PostToolUse"))
    expect(event.kind === "tool" && event.tool?.args[name]).toBe(value)
  })

  it("tells a failed tool from a finished one and from a step without a tool", () => {
    const failed = eventOf(decodeFixture("post-tool-use-error.json", "PostToolUse"))
    const finished = eventOf(decodeFixture("post-tool-use-run-command.json", "PostToolUse"))
    const none = eventOf(decodeFixture("post-tool-use-null-tool-call.json", "PostToolUse"))
    expect(failed).toMatchObject({ phase: "after", error: "exit status 1" })
    expect(finished).toMatchObject({ phase: "after", error: null, tool: { name: "run_command" } })
    expect(none).toMatchObject({ phase: "after", tool: null })
  })
})

describe("details of a payload", () => {
  it("S91 keeps a Windows path with a space and non-ASCII characters as it came", () => {
    const stop = stopOf(decodeFixture("stop-windows-space-path.json", "Stop"))
    expect(stop.workspacePaths).toEqual(["C:/Users/Zoë Dev/shop"])
    expect(stop.model).toBeNull()
  })

  it("S92 reads CRLF and a byte order mark exactly as LF", () => {
    const plain = stopOf(decodeFixture("stop-first.json", "Stop"))
    expect(stopOf(decodeFixture("stdin-crlf.txt", "Stop"))).toEqual(plain)
    expect(stopOf(decodeFixture("stdin-bom.txt", "Stop"))).toEqual(plain)
    expect(
      stopOf(decodeAntigravity("Stop", `\uFEFF${fixtureText("hook-events/stop-first.json")}`, now)),
    ).toEqual(plain)
  })

  it("S45 reads fullyIdle false as it is and a missing one as true", () => {
    expect(stopOf(decodeFixture("stop-fully-idle-false.json", "Stop")).fullyIdle).toBe(false)
    expect(stopOf(decodeFixture("stop-missing-fully-idle.json", "Stop")).fullyIdle).toBe(true)
  })

  it("S40 ignores flags of other hosts and unknown fields", () => {
    const extra = stopOf(decodeFixture("stop-extra-fields.json", "Stop"))
    expect(extra).toEqual(stopOf(decodeFixture("stop-first.json", "Stop")))
  })

  it("S11 sees a subagent under its own conversation id", () => {
    const parent = stopOf(decodeFixture("stop-first.json", "Stop"))
    const child = stopOf(decodeFixture("stop-subagent.json", "Stop"))
    expect(child.conversationId).not.toBe(parent.conversationId)
  })

  it("S42 gives two deliveries of one stop the same key and another end of turn another key", () => {
    const base = { executionNum: 1, terminationReason: "NO_TOOL_CALL", error: "" }
    const key = (fields: object) => stopOf(stopWith({ ...base, ...fields })).turnKey
    expect(key({})).toBe(key({ modelName: "other" }))
    expect(key({ terminationReason: "EXECUTOR_TERMINATION_REASON_NO_TOOL_CALL" })).toBe(key({}))
    const keys = [key({}), key({ executionNum: 2 }), key({ terminationReason: "ERROR" }), key({ error: "x" })]
    expect(new Set(keys).size).toBe(4)
  })

  it.each([
    ["no id", undefined],
    ["an empty id", ""],
    ["the text null", "null"],
    ["the text Undefined", "Undefined"],
    ["a number", 7],
    ["a path", "a/b"],
    ["a Windows path", "a\\b"],
    ["parent folders", "a..b"],
    ["a leading dot", ".hidden"],
    ["a trailing dot", "id."],
    ["a Windows device", "con"],
    ["a Windows device with an extension", "NUL.json"],
    ["a line break", "a\nb"],
    ["a zero byte", "a\u0000b"],
    ["a colon", "a:b"],
    ["201 characters", "x".repeat(201)],
  ])("S02 S03 refuses %s as conversation id", (_what, conversationId) => {
    expect(stopWith({ conversationId }).kind).toBe("reject")
  })

  it("accepts an id of 200 safe characters", () => {
    expect(stopOf(stopWith({ conversationId: "x".repeat(200) })).conversationId).toHaveLength(200)
  })

  it.each([
    ["executionNum", "1"],
    ["fullyIdle", "true"],
    ["workspacePaths", "/home/dev/shop"],
    ["workspacePaths", [1]],
    ["transcriptPath", 5],
    ["terminationReason", 3],
    ["error", { text: "x" }],
    ["modelName", ["m"]],
  ])("refuses a payload whose %s is %j", (name, value) => {
    const decoded = stopWith({ [name]: value })
    expect(decoded.kind === "reject" && decoded.why).toContain(name)
  })

  it("counts a null field as absent", () => {
    const stop = stopOf(stopWith({ modelName: null, error: null, fullyIdle: null, workspacePaths: null }))
    expect(stop).toMatchObject({
      model: null,
      fullyIdle: true,
      workspacePaths: [],
      termination: { kind: "eligible" },
    })
  })

  it("takes a PreInvocation without a number for a heartbeat, never for a new user turn", () => {
    expect(eventOf(decodeAntigravity("PreInvocation", '{"conversationId":"c1"}', now)).kind).toBe("heartbeat")
  })

  it("refuses an event name it has no answer for", () => {
    expect(decodeAntigravity("Notification", '{"conversationId":"c1"}', now).kind).toBe("reject")
  })

  it("does not read fields from the prototype of the payload", () => {
    const decoded = decodeAntigravity("Stop", '{"__proto__":{"conversationId":"c1"}}', now)
    expect(decoded.kind).toBe("reject")
  })
})

describe("tool arguments", () => {
  it("keeps the native content of a JSON file as text", () => {
    const args = { TargetFile: "/home/dev/shop/a.json", CodeContent: '{"a":1}' }
    expect(decodeArgs(args)).toEqual(args)
  })

  it("keeps a native command that happens to be JSON", () => {
    expect(decodeArgs({ CommandLine: "true" })).toEqual({ CommandLine: "true" })
  })

  it("takes one layer off when every value is encoded", () => {
    expect(decodeArgs({ File: '"a.json"', Content: '"{\\"a\\":1}"', Line: "3" })).toEqual({
      File: "a.json",
      Content: '{"a":1}',
      Line: 3,
    })
  })
})

describe("answers", () => {
  it("continues with exactly a decision and a reason", () => {
    const answer = encodeAntigravityDecision({ kind: "continue", prompt: '[for-loop 2/5] fix "a"\n' })
    expect(answer).toBe('{"decision":"continue","reason":"[for-loop 2/5] fix \\"a\\"\\n"}')
  })

  it("permits with an empty object, whatever the outcome", () => {
    expect(encodeAntigravityDecision({ kind: "permit", outcome: "verified", reason: "green" })).toBe("{}")
    expect(encodeAntigravityDecision({ kind: "permit", outcome: null, reason: "" })).toBe("{}")
  })

  it("injects a notice as an ephemeral message, so that it never becomes a user row", () => {
    expect(JSON.parse(encodeAntigravityNotice("Loop started."))).toEqual({
      injectSteps: [{ ephemeralMessage: "Loop started." }],
    })
  })

  it("throws on a blank reason or notice instead of sending an answer the host would void", () => {
    expect(() => encodeAntigravityDecision({ kind: "continue", prompt: " \n" })).toThrow(/blank/)
    expect(() => encodeAntigravityNotice("")).toThrow(/blank/)
  })

  it("replaces half an emoji, because strict protojson refuses its escape", () => {
    const answer = encodeAntigravityDecision({ kind: "continue", prompt: "cut \uD83D and whole \u{1F6D2}" })
    expect(answer).toContain("cut \uFFFD and whole \u{1F6D2}")
    expect(answer).not.toMatch(/\\ud/i)
  })

  it("allows a tool by silence and stays neutral elsewhere by an empty object", () => {
    expect(antigravityNeutral("PreToolUse")).toBe("")
    for (const name of [
      "Stop",
      "PreInvocation",
      "PostInvocation",
      "PostToolUse",
      "SessionStart",
      "anything",
    ]) {
      expect(antigravityNeutral(name)).toBe("{}")
    }
  })
})
