import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { AnswerEvent, Exchange, Part } from "../../../src/gateway/model/exchange.ts"
import { call, chunk, eventsOf } from "../anthropic/on-gemini.ts"
import { forgetfulClients } from "./forgetful-clients.ts"
import { gemini, keepAnswer, newHome, openStore } from "./store-folder.ts"

type Wire = Readonly<Record<string, unknown>>

const signed = fc.option(fc.nat(1_000_000).map((n) => `sig-${n}`))
const mark = (signature: string | null): Wire => (signature === null ? {} : { thoughtSignature: signature })

/** Parts of an answer as Gemini tells them: few different words, so that equal ones are common. */
const wirePart: fc.Arbitrary<Wire> = fc.oneof(
  fc
    .tuple(fc.constantFrom("Done. ", "I look. ", "é😀 ", ""), signed)
    .map(([text, sig]) => ({ text, ...mark(sig) })),
  fc.constantFrom("hm ", "so ").map((text) => ({ text, thought: true })),
  fc
    .tuple(fc.constantFrom("read", "run"), fc.nat(3), signed)
    .map(([name, n, sig]) => call(name, { n, path: "a" }, mark(sig))),
)
const answers = fc.array(fc.array(wirePart, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 })

const partsOf = (exchange: Exchange): readonly Part[] => exchange.turns.flatMap(({ parts }) => parts)

/** All a person or a tool can see, signatures and thoughts left out; texts in a row are one. */
function visible(exchange: Exchange): readonly unknown[] {
  const seen: unknown[] = []
  for (const turn of exchange.turns) {
    for (const { role, part } of turn.parts.map((each) => ({ role: turn.role, part: each }))) {
      if (part.kind === "thinking") continue
      const last = seen.at(-1)
      if (part.kind !== "text") {
        const { ...rest } = part
        seen.push(part.kind === "result" ? rest : { ...rest, signature: undefined })
      } else if (Array.isArray(last) && last[0] === role) last[1] = `${last[1]}${part.text}`
      else if (part.text !== "") seen.push([role, part.text])
    }
  }
  return seen
}

describe.each(Object.entries(forgetfulClients))("any conversation of a client %s", (name, client) => {
  test("G37 G39 G40 every signed call is signed again, no other is, and nothing that is seen changes", () => {
    fc.assert(
      fc.property(answers, (all) => {
        const store = openStore(newHome())
        let history = [...client.user("go")]
        const expected: (string | undefined)[] = []
        for (const parts of all) {
          const events: readonly AnswerEvent[] = eventsOf([chunk(parts, { finishReason: "STOP" })])
          keepAnswer(store, client.exchange(history), events)
          const kept = client.kept(events)
          const calls = events.flatMap((event) => (event.kind === "call" ? [event] : []))
          history = [...history, ...kept]
          if (calls.length === 0) history.push(...client.user("and now?"))
          else
            history.push(
              ...client.results(
                kept,
                calls.map((_, at) => `result ${at}`),
              ),
            )
          expected.push(...calls.map(({ signature }) => signature?.value))
        }
        const exchange = client.exchange(history)
        const once = store.restore(exchange, gemini)
        expect(visible(once.exchange)).toEqual(visible(exchange))
        const found = partsOf(once.exchange).flatMap((part) =>
          part.kind === "call" ? [part.signature?.value] : [],
        )
        // Without ids, two equal calls of one answer cannot be told apart.
        if (name.includes("without ids")) expect(found.length).toBe(expected.length)
        else expect(found).toEqual(expected)
        const twice = store.restore(once.exchange, gemini)
        expect(twice.restored).toBe(0)
        expect(twice.exchange).toBe(once.exchange)
      }),
      { numRuns: 150 },
    )
  })
})
