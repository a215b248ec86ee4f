import { describe, expect, test } from "vitest"
import { upstreamRequest as toGemini } from "../../../src/gateway/codecs/gemini/encode-request.ts"
import type { AnswerEvent, Exchange, GatewayError } from "../../../src/gateway/model/exchange.ts"
import { isSignatureFault } from "../../../src/gateway/signatures/signature-fault.ts"
import { type SignatureRoute, signatureRoute } from "../../../src/gateway/signatures/signature-route.ts"
import {
  exchangeOf as anthropicExchange,
  call,
  chunk,
  contentOf,
  eventsOf,
  streamed,
} from "../anthropic/on-gemini.ts"
import { eventsOf as claudeEvents, sentOf, thoughtful } from "../gemini/on-anthropic.ts"
import { forgetfulClients } from "./forgetful-clients.ts"
import { claude, gemini, keepAnswer, newHome, openStore } from "./store-folder.ts"

const client = forgetfulClients.C ?? expect.unreachable()
const vertex: SignatureRoute = { family: "gemini", upstream: "vertex", session: null }

const sentToGemini = (exchange: Exchange) =>
  toGemini(exchange, { jsonSchema: true, signatures: "keep", callIds: true, model: "gemini-3-pro-preview" })

describe("G42 a signature belongs to the upstream that made it", () => {
  const answer = eventsOf([
    chunk([call("f", { a: 1 }, { thoughtSignature: "sigA" })], { finishReason: "STOP" }),
  ])
  const start = client.user("go")
  const next = client.exchange([...start, ...client.kept(answer)])

  test("one that the store keeps is not sent to another upstream, nor to another family", () => {
    const store = openStore(newHome())
    keepAnswer(store, client.exchange(start), answer)
    expect(store.restore(next, vertex)).toMatchObject({ restored: 0, missing: 1 })
    expect(store.restore(next, claude)).toMatchObject({ restored: 0, missing: 0 })
    expect(store.restore(next, { ...gemini, family: "claude" }).restored).toBe(0)
    expect(store.restore(next, gemini).restored).toBe(1)
    // A server that carries any family gets what came from it.
    expect(store.restore(next, { ...gemini, family: null }).restored).toBe(1)
  })

  test("one that the client brings along is taken out before another upstream, and stays where it was made", () => {
    const store = openStore(newHome())
    const wire = [chunk([call("f", { a: 1 }, { thoughtSignature: "sigA" })], { finishReason: "STOP" })]
    keepAnswer(store, null, eventsOf(wire))
    const body = {
      model: "m",
      max_tokens: 5000,
      messages: [
        { role: "user", content: "go" },
        { role: "assistant", content: contentOf(streamed(wire)) },
      ],
    }
    const exchange = anthropicExchange(body)
    expect(sentToGemini(exchange).body).toContain("sigA")
    const elsewhere = store.restore(exchange, vertex)
    expect(elsewhere).toMatchObject({ foreign: 1, missing: 1 })
    const sent = sentToGemini(elsewhere.exchange)
    expect(sent.body).not.toContain("sigA")
    expect(sent.sentinels).toBe(1)
    expect(sentToGemini(store.restore(exchange, gemini).exchange).body).toContain("sigA")
    expect(store.stats().foreign).toBe(1)
  })

  test("one that nobody here knows is passed on: its client may have it from elsewhere", () => {
    const store = openStore(newHome())
    const exchange: Exchange = {
      ...next,
      turns: next.turns.map((turn) => ({
        ...turn,
        parts: turn.parts.map((part) =>
          part.kind === "call" ? { ...part, signature: { value: "own", family: "gemini" as const } } : part,
        ),
      })),
    }
    expect(store.restore(exchange, gemini)).toEqual({ exchange, restored: 0, missing: 0, foreign: 0 })
  })

  test("one that was called corrupted is never sent again, whoever brings it, also after a restart", async () => {
    const home = newHome()
    const store = openStore(home)
    keepAnswer(store, client.exchange(start), answer)
    const restored = store.restore(next, gemini).exchange
    expect(JSON.stringify(restored)).toContain("sigA")
    expect(store.forget(restored, gemini)).toBe(1)
    expect(store.restore(next, gemini).restored).toBe(0)
    expect(JSON.stringify(store.restore(restored, gemini).exchange)).not.toContain("sigA")
    await store.close()
    const later = openStore(home)
    expect(JSON.stringify(later.restore(restored, gemini).exchange)).not.toContain("sigA")
    // The steps that follow are signed anew.
    const more = eventsOf([chunk([call("g", {}, { thoughtSignature: "sigB" })], { finishReason: "STOP" })])
    const kept = client.kept(answer)
    const history = [...start, ...kept, ...client.results(kept, ["r"])]
    keepAnswer(later, client.exchange(history), more)
    const sent = sentToGemini(
      later.restore(client.exchange([...history, ...client.kept(more)]), gemini).exchange,
    )
    expect(sent.body).toContain("sigB")
    expect(sent.body).not.toContain("sigA")
  })
})

describe("G43 thinking of Claude for clients that drop it", () => {
  const steps = (events: readonly AnswerEvent[]) => {
    const start = client.user("go")
    const kept = client.kept(events)
    return {
      asked: client.exchange(start),
      next: client.exchange([...start, ...kept, ...client.results(kept, ["one", "two"])]),
    }
  }
  const claudeSteps = steps(claudeEvents(thoughtful))

  test("a whole thought comes back before what it led to, its signature verbatim", () => {
    const store = openStore(newHome())
    keepAnswer(store, claudeSteps.asked, claudeEvents(thoughtful), claude)
    const [, answer] = sentOf(store.restore(claudeSteps.next, claude).exchange).body.messages
    expect(answer.content.map(({ type }: { type: string }) => type)).toEqual([
      "thinking",
      "text",
      "tool_use",
      "tool_use",
    ])
    expect(answer.content[0]).toEqual({ type: "thinking", thinking: "Let me think.", signature: "EqQBsig" })
  })

  test("where thinking is off, none is put back", () => {
    const store = openStore(newHome())
    keepAnswer(store, claudeSteps.asked, claudeEvents(thoughtful), claude)
    const off: Exchange = {
      ...claudeSteps.next,
      thinking: { kind: "off", budget: 0, effort: null, show: false },
    }
    expect(JSON.stringify(store.restore(off, claude).exchange)).not.toContain("EqQBsig")
  })

  test("a client that sends the thought's text gets its signature back on it, once", () => {
    const store = openStore(newHome())
    keepAnswer(store, claudeSteps.asked, claudeEvents(thoughtful), claude)
    const withText: Exchange = {
      ...claudeSteps.next,
      turns: claudeSteps.next.turns.map((turn) =>
        turn.role === "model"
          ? { ...turn, parts: [{ kind: "thinking", text: "Let me think." }, ...turn.parts] }
          : turn,
      ),
    }
    const { exchange, restored } = store.restore(withText, claude)
    expect(restored).toBe(1)
    expect(JSON.stringify(exchange).match(/EqQBsig/g)).toHaveLength(1)
  })

  test("after a restart a thought without its text stays out, a sealed or silent one comes back", async () => {
    const answers: readonly (readonly [AnswerEvent, boolean])[] = [
      [{ kind: "thinking", text: "words", signature: { value: "sealed-1", family: "claude" } }, false],
      [{ kind: "thinking", text: "", signature: { value: "sealed-2", family: "claude" } }, true],
      [{ kind: "thinking", text: "", redacted: "sealed-3" }, true],
    ]
    for (const [thought, comesBack] of answers) {
      const home = newHome()
      const events: AnswerEvent[] = [
        thought,
        { kind: "part-end" },
        { kind: "call", id: "toolu_1", name: "f" },
        { kind: "call-arguments", json: "{}" },
        { kind: "part-end" },
        { kind: "end", reason: "calls", stopSequence: null },
      ]
      const { asked, next } = steps(events)
      const before = openStore(home)
      keepAnswer(before, asked, events, claude)
      expect(before.restore(next, claude).restored).toBe(1)
      await before.close()
      const after = openStore(home).restore(next, claude)
      expect(after.restored).toBe(comesBack ? 1 : 0)
      expect(/sealed-\d/.test(sentOf(after.exchange).text)).toBe(comesBack)
    }
  })

  test("no signature of Gemini reaches Claude, and no placeholder ever", () => {
    const store = openStore(newHome())
    const events = eventsOf([chunk([call("f", {}, { thoughtSignature: "sigG" })], { finishReason: "STOP" })])
    const { asked, next } = steps(events)
    keepAnswer(store, asked, events)
    const { text } = sentOf(store.restore(next, claude).exchange)
    expect(text).not.toContain("sigG")
    expect(text).not.toContain("skip_thought_signature_validator")
  })
})

describe("G42 what an upstream says of a signature", () => {
  const fault = (message: string, status = 400): GatewayError => ({
    status,
    code: "bad-request",
    message,
    param: null,
    retryAfterMs: null,
  })

  test.each([
    "Corrupted thought signature.",
    "messages.1.content.0: Invalid `signature` in `thinking` block",
    "The encrypted content for item rs_1 could not be verified.",
    "invalid_encrypted_content",
    "Thought signature is not valid",
  ])("%s is worth one retry without any", (message) => {
    expect(isSignatureFault(fault(message))).toBe(true)
    expect(isSignatureFault(fault(message, 500))).toBe(false)
  })

  test.each([
    "Function call is missing a thought_signature in functionCall parts.",
    "API key not valid. Please pass a valid API key.",
    "Invalid JSON payload received.",
    `Invalid ${"x".repeat(100_000)} signature`,
  ])("%s is another matter", (message) => {
    expect(isSignatureFault(fault(message))).toBe(false)
  })

  test.each([
    ["gemini", "gemini"],
    ["vertex-gemini", "gemini"],
    ["anthropic", "claude"],
    ["vertex-claude", "claude"],
    ["openai", "openai"],
    ["openai-compatible", null],
  ] as const)("answers of %s carry signatures of %s", (kind, family) => {
    expect(signatureRoute({ name: "u", kind }, "s")).toEqual({ family, upstream: "u", session: "s" })
  })
})
