import assert from "node:assert/strict"
import { appendFileSync } from "node:fs"
import fc from "fast-check"
import { readHooksReadback } from "../../../src/host/agy-readback.ts"
import { readTurn } from "../../../src/host/antigravity-transcript.ts"
import { decodeEvent } from "../../../src/host/dialect.ts"
import { requestText } from "../../../src/host/transcript-row.ts"
import { classifyError } from "../../../src/host/upstream-error.ts"
import { parseRequest } from "../../../src/loop/command.ts"
import { wireHosts } from "../../../src/loop/event.ts"
import { fixtureTexts } from "../fixture-texts.ts"
import { damaged, longOf, noise, soupOf } from "../hostile.ts"
import { jsonOf, mutated } from "../json.ts"
import { scratchFile } from "../scratch.ts"
import type { Target } from "../target.ts"

const rowWords = (
  "step_index source type status created_at content tool_calls exit_code name args USER_EXPLICIT USER_INPUT MODEL SYSTEM " +
  "PLANNER_RESPONSE SYSTEM_MESSAGE ERROR_MESSAGE ASK_QUESTION ask_user DONE RUNNING WAITING ERROR CANCELED"
).split(" ")
const transcripts = fixtureTexts("transcripts", /\.jsonl$/)
const rows = transcripts.flatMap((text) => text.split("\n")).flatMap(parsed)
const content = [
  "<USER_REQUEST>",
  "</USER_REQUEST>",
  "\n",
  "\n<ADDITIONAL_METADATA>",
  "\n<SKILL",
  "Stop hook blocked termination: [for-loop 3/10]",
  '/for-loop "x"',
  "<promise>DONE</promise>",
]

export const transcript: Target = {
  name: "transcript",
  runs: 100,
  inputs: fc.oneof(
    damaged(fc.constantFrom(...transcripts)),
    fc.array(mutated(rows, rowWords), { maxLength: 12 }).map((lines) => lines.join("\n")),
    fc
      .array(fc.tuple(fc.constantFrom(...rows), fc.oneof(soupOf(content), longOf(content, 30_000))), {
        maxLength: 4,
      })
      .map((all) => all.map(([row, text]) => JSON.stringify({ ...row, content: text })).join("\r\n")),
    longOf(['{"type":"', '"USER_EXPLICIT"', "\n", "{", "[", '\\"']),
    noise,
  ),
  check(input) {
    const path = scratchFile("transcript.jsonl", input)
    const turn = readTurn(path)
    assert.deepEqual(readTurn(path), turn)
    if (turn.over) assert.notEqual(turn.message, null)
    if (turn.request !== null) assert.ok(turn.request.key.length < 400)
    appendFileSync(path, '\n{"step_index":')
    assert.notEqual(readTurn(path).fingerprint, turn.fingerprint)
    const typed = requestText(input)
    assert.ok(input.includes(typed))
    parseRequest(typed)
  },
}

const payloads = fixtureTexts("hook-events", /\.(?:json|txt)$/)
const events = [
  "Stop",
  "PreInvocation",
  "PreToolUse",
  "PostToolUse",
  "SessionStart",
  "UserPromptSubmit",
  "BeforeAgent",
]
const keys = [
  ...new Set(payloads.flatMap((text) => text.match(/"\w+"(?=:)/g) ?? []).map((key) => key.slice(1, -1))),
]

export const hookPayload: Target = {
  name: "hook-payload",
  runs: 400,
  inputs: fc.oneof(
    mutated(payloads.flatMap(parsed), keys),
    damaged(fc.constantFrom(...payloads)),
    jsonOf(["conversationId", "session_id", "prompt", ...keys]),
    noise,
  ),
  check(input) {
    for (const host of wireHosts) {
      for (const name of events) {
        const decoded = decodeEvent(host, name, input, 1_800_000_000_000)
        if (decoded.kind === "reject") {
          assert.ok(decoded.why.length > 0 && decoded.why.length < 500)
          continue
        }
        assert.match(decoded.event.conversationId, /^[^/\\\0]{1,200}$/)
        assert.notEqual(decoded.event.conversationId, "..")
        assert.equal(decoded.event.host, host)
      }
    }
    const readback = readHooksReadback(input)
    assert.ok(readback.readable || !readback.registered)
  },
}

const errorWords = (
  "RESOURCE_EXHAUSTED (code 429): quota reset after at 2026-11-20T10:00:00Z 1h12m5s 34s retryDelay Retry-After: 120 again in " +
  "available 99999999999999d 1e9h rate limit UNAUTHENTICATED context window prompt is too long"
).split(" ")

export const hostError: Target = {
  name: "host-error",
  runs: 400,
  inputs: fc.oneof(
    soupOf(errorWords),
    soupOf(errorWords.map((word) => `${word} `)),
    longOf(errorWords),
    noise,
  ),
  check(input) {
    const error = classifyError(input, 1_800_000_000_000)
    if (error.kind !== "quota" || error.resumeInMs === null) return
    assert.ok(Number.isFinite(error.resumeInMs) && error.resumeInMs >= 0)
    assert.ok(error.resumeInMs <= 8 * 24 * 3_600_000)
  },
}

function parsed(text: string): readonly Record<string, unknown>[] {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "object" && value !== null ? [{ ...value }] : []
  } catch {
    return []
  }
}
