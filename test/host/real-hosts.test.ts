import { describe, expect, it } from "vitest"
import { decodeEvent } from "../../src/host/dialect.ts"
import { isRecord, parseJson, textField } from "../../src/host/payload.ts"
import type { HookEvent } from "../../src/loop/event.ts"
import { fixtureNames, fixtureText } from "./fixtures.ts"

const payloads = fixtureNames("real-hosts")
  .filter((file) => file.endsWith(".json"))
  .map((file) => {
    const text = fixtureText(`real-hosts/${file}`)
    const payload = parseJson(text)
    const eventName = isRecord(payload) ? (textField(payload, "hook_event_name") ?? "") : ""
    const host = file.startsWith("claude") ? ("claude-code" as const) : ("gemini-cli" as const)
    return { file, text, host, eventName }
  })

const kinds: Readonly<Record<string, HookEvent["kind"]>> = {
  Stop: "stop",
  AfterAgent: "stop",
  UserPromptSubmit: "prompt",
  BeforeAgent: "prompt",
  SessionStart: "session-start",
  PreToolUse: "tool",
  PostToolUse: "tool",
  BeforeTool: "tool",
  AfterTool: "tool",
}
/** Our own refusal, which Gemini CLI announces as if the user had typed it. */
const echoes = ["gemini-cli-04-before-agent.json", "gemini-cli-10-before-agent.json"]

function decode(file: string): HookEvent | null {
  const payload = payloads.find((one) => one.file === file)
  const decoded = payload === undefined ? null : decodeEvent(payload.host, payload.eventName, payload.text)
  return decoded?.kind === "event" ? decoded.event : null
}

describe("what two real hosts sent", () => {
  it.each(payloads)("is read: $file", ({ file, host, eventName }) => {
    const event = decode(file)
    expect(event?.kind ?? null).toBe(echoes.includes(file) ? "heartbeat" : (kinds[eventName] ?? null))
    if (eventName === "SessionEnd") return
    expect(event).toMatchObject({ host, workspacePaths: ["/home/dev/words"] })
    expect(event?.transcriptPath).toMatch(/\.jsonl$/)
  })

  it("S40 S42 is a stop of its own each time, whatever stop_hook_active says", () => {
    const keys = payloads.flatMap(({ file }) => {
      const event = decode(file)
      return event?.kind === "stop" ? [event.turnKey] : []
    })
    expect(keys.length).toBeGreaterThanOrEqual(8)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it("holds one answer per stop of Claude Code and the whole turn per stop of Gemini CLI", () => {
    expect(decode("claude-code-09-stop.json")).toMatchObject({
      message: "Both functions are right now.",
      messageAccumulates: false,
    })
    expect(decode("gemini-cli-09-after-agent.json")).toMatchObject({
      message: "All done.\nThe sum is right now.",
      messageAccumulates: true,
    })
  })
})
