import assert from "node:assert/strict"
import fc from "fast-check"
import { type Format, formats } from "../../../src/gateway/config/config.ts"
import type { Exchange, Part, Signature, Turn } from "../../../src/gateway/model/exchange.ts"
import { emptyExchange, encodeFor } from "../../../src/gateway/relay/upstream-codec.ts"
import { sampleUpstream } from "../../gateway/sample-upstream.ts"
import { noise } from "../hostile.ts"
import type { Target } from "../target.ts"
import { callOf } from "./gateway-requests.ts"

/** One step of a conversation: what the user says, what the model says, and its calls with what came of them. */
type Step = {
  readonly said: string
  readonly answer: string
  readonly calls: readonly { readonly args: string; readonly result: string }[]
}

const told = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20 }),
  noise.filter((text) => text !== ""),
)
/** Numbers that a double cannot hold among them (G21). */
const digits = fc.stringMatching(/^-?[1-9]\d{0,30}(?:\.\d{0,20}[1-9])?$/)
const args = fc
  .tuple(told, digits)
  .map(([text, number]) => `{"text":${JSON.stringify(text)},"list":[${number}],"size":${number}}`)
const conversations = fc.array(
  fc.record({
    said: told,
    answer: told,
    calls: fc.array(fc.record({ args, result: told }), { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 5 },
)

const families: Readonly<Record<Format, Signature["family"]>> = {
  gemini: "gemini",
  anthropic: "claude",
  "openai-chat": "gemini",
  "openai-responses": "openai",
}
const schema = { type: "object", properties: { text: { type: "string" } } }

/** A history written for an upstream and read again as its own clients write it: nobody said anything else in between. */
export const historyTargets: readonly Target[] = formats.map((format) => ({
  name: `${format}-history`,
  runs: 100,
  inputs: conversations.map((steps) => JSON.stringify(steps)),
  check(input) {
    const exchange = exchangeOf(JSON.parse(input), format)
    const { body } = encodeFor(exchange, targetOf(format), "keep")
    const again = callOf(format, body)?.exchange
    assert.ok(again !== undefined, "its own client's request is refused")
    assert.deepEqual(storyOf(again.turns), storyOf(exchange.turns))
  },
}))

/** Google's own address, where Chat Completions carry signatures too. */
function targetOf(format: Format) {
  const kinds = {
    gemini: "gemini",
    anthropic: "anthropic",
    "openai-chat": "openai-compatible",
    "openai-responses": "openai",
  } as const
  const baseUrl = format === "openai-chat" ? "https://generativelanguage.googleapis.com/v1beta/openai" : null
  return { upstream: sampleUpstream({ kind: kinds[format], baseUrl }), model: "gpt-5-x", format, alias: null }
}

function exchangeOf(steps: readonly Step[], format: Format): Exchange {
  const family = families[format]
  const turns = steps.flatMap(({ said, answer, calls }, at): Turn[] => {
    const signature = (place: string): Signature => ({
      value: Buffer.from(`${at} ${place}`).toString("base64"),
      family,
    })
    const thought: readonly Part[] =
      format === "anthropic" || format === "openai-responses"
        ? [{ kind: "thinking", text: "hm", signature: signature("thought") }]
        : []
    const called = calls.map(({ args: json }, index): Part => {
      const call = { kind: "call" as const, id: `call_${at}_${index}`, name: "read", argumentsJson: json }
      return family === "gemini" ? { ...call, signature: signature(`call ${index}`) } : call
    })
    const results = calls.map(
      ({ result }, index): Part => ({
        kind: "result",
        id: `call_${at}_${index}`,
        name: "read",
        content: [{ kind: "text", text: result }],
        failed: false,
      }),
    )
    const model: Turn = { role: "model", parts: [...thought, { kind: "text", text: answer }, ...called] }
    const user: Turn = { role: "user", parts: [{ kind: "text", text: said }] }
    return results.length === 0 ? [user, model] : [user, model, { role: "user", parts: results }]
  })
  return {
    ...emptyExchange,
    model: "m",
    turns: [...turns, { role: "user", parts: [{ kind: "text", text: "go on" }] }],
    tools: [{ name: "read", description: "reads", schema }],
    thinking: { kind: "enabled", budget: 1024, effort: null, show: true },
    maxOutputTokens: 4096,
  }
}

/** Who said what in which order: texts joined where a format knows no bounds between them, calls and results by their pairs. */
function storyOf(turns: readonly Turn[]): readonly string[] {
  const ids: string[] = []
  const story: string[] = []
  for (const { role, parts } of turns) {
    for (const part of parts) {
      const line = lineOf(part, role, ids)
      const last = story.at(-1)
      const goesOn = line.startsWith(`${role} says `) && last?.startsWith(`${role} says `)
      if (goesOn) story[story.length - 1] = `${last}${line.slice(`${role} says `.length)}`
      else story.push(line)
    }
  }
  return story
}

function lineOf(part: Part, role: string, ids: string[]): string {
  switch (part.kind) {
    case "text":
      return `${role} says ${part.text}`
    case "thinking":
      return `thought ${part.signature?.value}`
    case "call":
      ids.push(part.id)
      return `call ${ids.length} ${part.name} ${part.argumentsJson} ${part.signature?.value}`
    case "result":
      return `result ${ids.lastIndexOf(part.id) + 1} ${part.failed} ${part.content.map((inner) => lineOf(inner, role, ids)).join()}`
    default:
      return part.kind
  }
}
