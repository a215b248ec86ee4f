import { describe, expect, test } from "vitest"
import { upstreamRequest } from "../../../src/gateway/codecs/gemini/encode-request.ts"
import type { Exchange } from "../../../src/gateway/model/exchange.ts"
import type { Signatures } from "../../../src/gateway/signatures/signatures.ts"
import { call, chunk, eventsOf } from "../anthropic/on-gemini.ts"
import { type ForgetfulClient, forgetfulClients } from "./forgetful-clients.ts"
import { gemini, keepAnswer, newHome, openStore } from "./store-folder.ts"

type Sent = { contents: { role: string; parts: Record<string, unknown>[] }[] }

/** What Gemini receives once the store has put back what the client dropped. */
function sentBy(store: Signatures, exchange: Exchange): Sent & { readonly sentinels: number } {
  const request = upstreamRequest(store.restore(exchange, gemini).exchange, {
    jsonSchema: true,
    signatures: "keep",
    callIds: true,
    model: "gemini-3-pro-preview",
  })
  const { contents }: Sent = JSON.parse(request.body)
  return { contents, sentinels: request.sentinels }
}

function signaturesIn(sent: Sent): (readonly [string, unknown])[] {
  return sent.contents
    .filter(({ role }) => role === "model")
    .flatMap(({ parts }) => parts)
    .map(({ functionCall, text, thoughtSignature }) => [
      functionCall === undefined ? String(text) : JSON.stringify(functionCall).replace(/"id":"[^"]*",/, ""),
      thoughtSignature,
    ])
}

/** Two steps of one turn: parallel calls of which the first is signed, then a call like the unsigned one. */
const firstStep = eventsOf([
  chunk([{ text: "hm", thought: true }, { text: "I look." }]),
  chunk([call("read", { path: "a", n: 1 }, { thoughtSignature: "sigA" }), call("read", { path: "b" })], {
    finishReason: "STOP",
  }),
])
const secondStep = eventsOf([
  chunk([call("read", { path: "b" }, { thoughtSignature: "sigB" })], { finishReason: "STOP" }),
])

function twoSteps(client: ForgetfulClient, store: Signatures) {
  const start = client.user("go")
  keepAnswer(store, client.exchange(start), firstStep)
  const one = client.kept(firstStep)
  const after = [...start, ...one, ...client.results(one, ["text of a", "text of b"])]
  keepAnswer(store, client.exchange(after), secondStep)
  const two = client.kept(secondStep)
  return client.exchange([...after, ...two, ...client.results(two, ["text of b"])])
}

describe.each(Object.entries(forgetfulClients))("a client %s that drops signatures", (_, client) => {
  test("G37 G40 finds every step's signature back on the step's first call, unsigned siblings unsigned", () => {
    const store = openStore(newHome())
    const exchange = twoSteps(client, store)
    expect(JSON.stringify(exchange)).not.toContain("sigA")
    const sent = sentBy(store, exchange)
    expect(signaturesIn(sent)).toEqual([
      ["I look.", undefined],
      ['{"name":"read","args":{"path":"a","n":1}}', "sigA"],
      ['{"name":"read","args":{"path":"b"}}', undefined],
      ['{"name":"read","args":{"path":"b"}}', "sigB"],
    ])
    expect(sent.sentinels).toBe(0)
    expect(JSON.stringify(sent.contents)).not.toMatch(/"id":"[^"]*sig/)
    expect(store.stats()).toMatchObject({ hits: 2, misses: 0, foreign: 0 })
  })

  test("G37 G41 without the store the same history would need the last resort at every step", () => {
    const exchange = twoSteps(client, openStore(newHome()))
    const other = openStore(newHome())
    const sent = sentBy(other, exchange)
    expect(sent.sentinels).toBe(2)
    other.countSentinels(sent.sentinels)
    expect(other.stats()).toMatchObject({ hits: 0, misses: 2, sentinels: 2 })
  })

  test("G47 replay still works after a restart", async () => {
    const home = newHome()
    const before = openStore(home)
    const exchange = twoSteps(client, before)
    await before.close()
    expect(signaturesIn(sentBy(openStore(home), exchange)).map(([, value]) => value)).toEqual([
      undefined,
      "sigA",
      undefined,
      "sigB",
    ])
  })

  test("G38 the signature on the last, empty part of an answer without calls is replayed on that answer", () => {
    const store = openStore(newHome())
    const start = client.user("go")
    const answer = eventsOf([
      chunk([{ text: "All " }]),
      chunk([{ text: "done." }, { text: "", thoughtSignature: "sigEnd" }], { finishReason: "STOP" }),
    ])
    keepAnswer(store, client.exchange(start), answer)
    const next = client.exchange([...start, ...client.kept(answer), ...client.user("and now?")])
    expect(signaturesIn(sentBy(store, next))).toEqual([["All done.", "sigEnd"]])
  })

  test("G39 texts with signatures of their own come back apart, in order, also from one joined text", () => {
    const store = openStore(newHome())
    const start = client.user("go")
    const answer = eventsOf([
      chunk([{ text: "One. ", thoughtSignature: "sig1" }, { text: "Two. " }]),
      chunk([{ text: "Three.", thoughtSignature: "sig3" }, call("f", {}, { thoughtSignature: "sigF" })], {
        finishReason: "STOP",
      }),
    ])
    keepAnswer(store, client.exchange(start), answer)
    const kept = client.kept(answer)
    const next = client.exchange([...start, ...kept, ...client.results(kept, ["r"])])
    expect(signaturesIn(sentBy(store, next))).toEqual([
      ["One. ", "sig1"],
      ["Two. Three.", "sig3"],
      ['{"name":"f","args":{}}', "sigF"],
    ])
  })

  test("G40 equal answers at different places get their own signature each", () => {
    const store = openStore(newHome())
    const history = [...client.user("first")]
    for (const [at, words] of ["second", "third"].entries()) {
      const answer = eventsOf([
        chunk([{ text: "Done.", thoughtSignature: `sig${at}` }], { finishReason: "STOP" }),
      ])
      keepAnswer(store, client.exchange(history), answer)
      history.push(...client.kept(answer), ...client.user(words))
    }
    expect(signaturesIn(sentBy(store, client.exchange(history)))).toEqual([
      ["Done.", "sig0"],
      ["Done.", "sig1"],
    ])
  })
})

describe("what is no sure match", () => {
  const { C } = forgetfulClients
  const client = C ?? expect.unreachable()
  const start = client.user("go")
  const answer = eventsOf([
    chunk([call("f", { a: 1 }, { thoughtSignature: "sigA" })], { finishReason: "STOP" }),
  ])

  test("G40 arguments written anew are the same call, changed ones are not", () => {
    const store = openStore(newHome())
    const two = eventsOf([
      chunk([call("f", { a: 1, b: [{ d: 1, c: 2 }] }, { thoughtSignature: "sigA" })], {
        finishReason: "STOP",
      }),
    ])
    keepAnswer(store, client.exchange(start), two)
    const [message] = client.kept(two)
    const written = (json: string) =>
      client.exchange([
        ...start,
        JSON.parse(
          JSON.stringify(message).replace(
            /"arguments":"(?:\\.|[^"])*"/,
            `"arguments":${JSON.stringify(json)}`,
          ),
        ),
      ])
    const same = written('{ "b": [{"c": 2, "d": 1}],\n "a": 1 }')
    expect(signaturesIn(sentBy(store, same))[0]?.[1]).toBe("sigA")
    expect(store.restore(written('{"a":2}'), gemini)).toMatchObject({ restored: 0, missing: 1 })
  })

  test("G41 equal content is no guess: with another id and at another place nothing is sent back", () => {
    const store = openStore(newHome())
    keepAnswer(store, client.exchange(start), answer)
    const [message] = client.kept(answer)
    const renamed = JSON.parse(JSON.stringify(message).replace(/"id":"[^"]*"/, '"id":"call_of_another"'))
    expect(store.restore(client.exchange([...start, renamed]), gemini).restored).toBe(1)
    expect(store.restore(client.exchange([...client.user("other"), renamed]), gemini)).toMatchObject({
      restored: 0,
      missing: 1,
    })
    const session = { ...gemini, session: "another" }
    expect(store.restore(client.exchange([...start, renamed]), session).restored).toBe(0)
  })

  test("an answer passed through unread is found again by its id", () => {
    const store = openStore(newHome())
    keepAnswer(store, null, answer)
    const next = client.exchange([...start, ...client.kept(answer)])
    expect(store.restore(next, gemini).restored).toBe(1)
  })

  test("G41 an exchange that nothing is known of is handed back as it is", () => {
    const store = openStore(newHome())
    const next = client.exchange([...start, ...client.kept(answer)])
    expect(store.restore(next, gemini).exchange).toBe(next)
  })
})
