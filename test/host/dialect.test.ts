import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { decodeEvent, encodeDecision, encodeNotice, neutral } from "../../src/host/dialect.ts"
import { decodeStdin } from "../../src/host/payload.ts"
import { wireHosts } from "../../src/loop/event.ts"
import { fixtureBytes, fixtureNames } from "./fixtures.ts"

const stopName = { antigravity: "Stop", "claude-code": "Stop", "gemini-cli": "AfterAgent" } as const
const idField = {
  antigravity: "conversationId",
  "claude-code": "session_id",
  "gemini-cli": "session_id",
} as const
const eventNames = [
  "Stop",
  "PreInvocation",
  "PostInvocation",
  "SessionStart",
  "PreToolUse",
  "PostToolUse",
  "UserPromptSubmit",
  "AfterAgent",
  "BeforeAgent",
  "BeforeModel",
  "BeforeTool",
  "AfterTool",
  "__proto__",
  "",
] as const

const anyHost = fc.constantFrom(...wireHosts)
const anyEvent = fc.oneof(fc.constantFrom(...eventNames), fc.string())
const knownField = fc.constantFrom(
  "conversationId",
  "session_id",
  "workspacePaths",
  "transcriptPath",
  "transcript_path",
  "fullyIdle",
  "terminationReason",
  "error",
  "executionNum",
  "invocationNum",
  "toolCall",
  "tool_name",
  "tool_input",
  "background_tasks",
  "last_assistant_message",
  "prompt_response",
  "cwd",
  "__proto__",
)
const anyField = fc.oneof({ weight: 3, arbitrary: knownField }, fc.string())
const anyFields = fc.dictionary(anyField, fc.oneof(fc.jsonValue(), fc.constantFrom("c1", "null", "../x")))
/** Half of the payloads carry a good id, so that the code behind the identity check is reached too. */
const anyPayload = fc.oneof(
  anyFields,
  anyFields.map((fields) => ({ ...fields, conversationId: "c1", session_id: "c1" })),
)

describe("the dialect of every host", () => {
  it.each(wireHosts)("turns a stop of %s into an event of that host", (host) => {
    const decoded = decodeEvent(host, stopName[host], JSON.stringify({ [idField[host]]: "c1" }))
    expect(decoded).toMatchObject({ kind: "event", event: { kind: "stop", host, conversationId: "c1" } })
  })

  it.each(wireHosts)("writes one JSON object for every answer to %s", (host) => {
    const answers = [
      encodeDecision(host, { kind: "continue", prompt: "go on" }),
      encodeDecision(host, { kind: "permit", outcome: "stuck", reason: "no progress" }),
      encodeNotice(host, "Loop started."),
      neutral(host, stopName[host]),
    ]
    for (const answer of answers) expect(JSON.parse(answer)).toBeTypeOf("object")
  })

  it("speaks each host's own verb to go on", () => {
    const verbs = wireHosts.map(
      (host) => JSON.parse(encodeDecision(host, { kind: "continue", prompt: "x" })).decision,
    )
    expect(verbs).toEqual(["continue", "block", "block"])
  })

  it("stays neutral by silence only where an empty object would deny", () => {
    const silent = wireHosts.flatMap((host) =>
      eventNames.filter((name) => neutral(host, name) === "").map((name) => `${host} ${name}`),
    )
    expect(silent).toEqual(["antigravity PreToolUse"])
  })
})

describe("whatever comes in", () => {
  it.each(fixtureNames("hook-events"))("S40 no host throws on %s under any event name", (file) => {
    const stdin = decodeStdin(fixtureBytes(`hook-events/${file}`))
    if (stdin.kind === "reject") {
      expect(stdin.why).toMatch(/UTF-8/)
      return
    }
    for (const host of wireHosts) {
      for (const name of eventNames)
        expect(["event", "reject"]).toContain(decodeEvent(host, name, stdin.text).kind)
    }
  })

  it("never throws on arbitrary bytes", () => {
    fc.assert(
      fc.property(anyHost, anyEvent, fc.uint8Array({ maxLength: 200 }), (host, name, bytes) => {
        const stdin = decodeStdin(bytes)
        if (stdin.kind === "text") decodeEvent(host, name, stdin.text)
      }),
      { numRuns: 2000 },
    )
  })

  it("S03 never throws on arbitrary JSON, and an event always has an id that is safe as a file name", () => {
    fc.assert(
      fc.property(anyHost, anyEvent, anyPayload, (host, name, payload) => {
        const decoded = decodeEvent(host, name, JSON.stringify(payload))
        if (decoded.kind === "reject") {
          expect(decoded.why).toMatch(/\.$/)
          return
        }
        expect(decoded.event.host).toBe(host)
        expect(decoded.event.conversationId).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/)
        expect(decoded.event.conversationId).not.toMatch(/^(?:null|undefined)$|\.\./)
      }),
      { numRuns: 3000 },
    )
  })

  it("never answers with more than one line or with half a character", () => {
    fc.assert(
      fc.property(anyHost, fc.string({ unit: "binary", minLength: 1 }), (host, text) => {
        fc.pre(text.trim() !== "")
        const answer = encodeDecision(host, { kind: "continue", prompt: `${text}\uD83D` })
        expect(answer).not.toMatch(/\n|\\ud[89a-f]/i)
        expect(JSON.parse(answer).reason).toHaveLength(text.length + 1)
      }),
    )
  })
})
