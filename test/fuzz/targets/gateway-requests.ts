import assert from "node:assert/strict"
import fc from "fast-check"
import { type Format, formats } from "../../../src/gateway/config/config.ts"
import type { Exchange, Part } from "../../../src/gateway/model/exchange.ts"
import { type ClientCall, readCall } from "../../../src/gateway/relay/client-call.ts"
import { decodeCall } from "../../../src/gateway/relay/client-codec.ts"
import { encodeFor } from "../../../src/gateway/relay/upstream-codec.ts"
import { sampleUpstream } from "../../gateway/sample-upstream.ts"
import { sampleRequests } from "../gateway-samples.ts"
import { requestWords } from "../gateway-words.ts"
import { damaged, noise } from "../hostile.ts"
import { jsonOf, mutated } from "../json.ts"
import type { Target } from "../target.ts"

const key = {
  name: "k",
  prefix: "fl-",
  models: "all",
  formats: "all",
  expiresAt: null,
  caps: { dailyUsd: null, weeklyUsd: null, totalUsd: null },
  loop: null,
  concurrency: null,
  revokedAt: null,
  createdAt: 0,
  lastUsedAt: null,
} as const

/** The upstreams that every request is translated for, the client's own format among them. */
const upstreams = [
  { kind: "gemini", format: "gemini" },
  { kind: "vertex-gemini", format: "gemini" },
  { kind: "anthropic", format: "anthropic" },
  { kind: "vertex-claude", format: "anthropic" },
  { kind: "openai", format: "openai-chat" },
  { kind: "openai", format: "openai-responses" },
] as const

/** Reads a client's body as the gateway does; null where it is refused, which must be in the terms of the client's own fault. */
export function callOf(format: Format, body: string): { call: ClientCall; exchange: Exchange } | null {
  const gemini = format === "gemini"
  const read = readCall({
    format,
    requestId: "req_1",
    key,
    bytes: Buffer.from(body),
    headers: { "anthropic-version": "2023-06-01" },
    query: new URLSearchParams(),
    model: gemini ? "gemini-x" : null,
    stream: gemini ? "yes" : "in-body",
  })
  const decoded = read.kind === "ok" ? decodeCall(read.value, "leave-out") : read
  if (decoded.kind === "error") {
    assert.ok(decoded.error.status >= 400 && decoded.error.status < 500, `${decoded.error.status}`)
    assert.notEqual(decoded.error.message, "")
    return null
  }
  return read.kind === "ok" ? { call: read.value, exchange: decoded.value } : null
}

/** Requests of one format: whatever the body, it is translated for every upstream or refused, and what is translated is JSON. */
export const requestTargets: readonly Target[] = formats.map((format) => ({
  name: `${format}-requests`,
  runs: 250,
  inputs: fc.oneof(
    { weight: 6, arbitrary: mutated(sampleRequests[format] ?? [], requestWords[format] ?? []) },
    { weight: 2, arbitrary: jsonOf(requestWords[format] ?? []) },
    {
      weight: 1,
      arbitrary: damaged(fc.constantFrom(...(sampleRequests[format] ?? []).map((it) => JSON.stringify(it)))),
    },
    { weight: 1, arbitrary: noise },
  ),
  check(input) {
    const exchange = callOf(format, input)?.exchange
    if (exchange === undefined) return
    for (const { kind, format: spoken } of upstreams) {
      for (const signatures of ["keep", "none"] as const) {
        const target = { upstream: sampleUpstream({ kind }), model: "gpt-5-x", format: spoken, alias: null }
        const { body } = encodeFor(exchange, target, signatures)
        const sent: unknown = JSON.parse(body)
        assert.ok(typeof sent === "object" && sent !== null)
        const told = texts(exchange)
        for (const text of told)
          assert.ok(body.includes(JSON.stringify(text).slice(1, -1)), `${spoken} lost ${text.slice(0, 40)}`)
      }
    }
  },
}))

/** Texts of the user's turns: they reach every upstream to the letter. */
function texts({ turns }: Exchange): readonly string[] {
  return turns
    .filter(({ role }) => role === "user")
    .flatMap(({ parts }) => parts)
    .flatMap((part: Part) => (part.kind === "text" && part.text.trim() !== "" ? [part.text] : []))
}
