import { describe, expect, test } from "vitest"
import { redactTraffic } from "../../../src/gateway/traffic/redact-traffic.ts"
import { attempt, end, facts } from "./a-call.ts"
import { filesOf, newHome, openLog } from "./traffic-folder.ts"

// Put together here, so that no scanner takes this file for a leak.
const j = (...parts: readonly string[]) => parts.join("")
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789"

/** Secrets that are known by their shape alone. */
const shaped: Readonly<Record<string, string>> = {
  "a Gemini key": j("AI", "zaSyA1234567890abcdefghijklmnopqrstuvw"),
  "an OpenAI key": j("sk", "-proj-", letters),
  "an Anthropic key": j("sk", "-ant-api03-", letters),
  "a Google token": j("ya", "29.a0AfH6SMBx", letters),
  "a key of our own clients": j("fl", "-", letters.slice(0, 32)),
  "a GitHub token": j("ghp", "_", letters.slice(0, 36)),
  "an AWS key id": j("AK", "IAIOSFODNN7EXAMPLE"),
  "a web token": j("ey", "JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.SflKxwRJSMeKKF2QT4"),
  "a private key": j(
    "-----BEGIN ",
    "PRIVATE KEY-----\n",
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw\n-----END PRIVATE KEY-----",
  ),
}

/** The same words in the ways texts of upstreams carry secrets; `$` stands for any secret at all. */
const places: Readonly<Record<string, string>> = {
  "a bearer header": "authorization: Bearer $",
  "a key header": "x-goog-api-key: $",
  "another key header": "x-api-key: $",
  "a query": "GET https://host/v1beta/models?key=$&alt=sse failed",
  "a JSON member": '{"api_key": "$"}',
  "JSON within JSON": '{"message": "{\\"x-api-key\\": \\"$\\"}"}',
  "a signature": '{"thoughtSignature": "$"}',
  "a signature of a stream": '{"type":"signature_delta","signature":"$"}',
  "sealed reasoning": '{"encrypted_content":"$"}',
  "a cookie": "cookie: session=$",
  "an address": "https://user:$@host/path",
}

const known = "plain words, my secret"
const secrets = () => [known, "another/secret+value=="]

/** Puts a text wherever the log takes one, with capture on, and gives all that was written. */
async function written(text: string): Promise<string> {
  const home = newHome()
  const log = openLog(home, { secrets, config: { keepHours: 24, capture: true } })
  const record = log.begin({ ...facts, id: text, key: text, loop: text, model: text })
  log.attempt(record, { ...attempt, model: text, error: text, why: text })
  log.capture(record, "client-request", text)
  log.capture(record, "client-request", JSON.stringify({ messages: [{ content: text, [text]: 1 }] }))
  const half = Math.floor(text.length / 2)
  const pieces = [text.slice(0, half), text.slice(half)].map((each) => ({
    choices: [{ delta: { content: each } }],
  }))
  log.capture(
    record,
    "upstream-answer",
    pieces.map((each) => `data: ${JSON.stringify(each)}\r\n\r\n`).join(""),
  )
  log.end(record, { ...end, notes: [text] })
  await log.flush()
  const lines: string[] = []
  for await (const line of log.export()) lines.push(line)
  const shown = JSON.stringify([log.live(0), log.series("1h", "model"), await log.call(record.id)])
  const metrics = log.metrics({
    entries: 0,
    bytes: 0,
    hits: 0,
    misses: 0,
    evicted: 0,
    foreign: 0,
    sentinels: 0,
    lost: 0,
  })
  const files = filesOf(home)
  expect(files.map(({ name }) => name.replace(/\d.*/, "")).sort()).toEqual(["", "bodies-"])
  return [...files.map((file) => file.text), ...lines, shown, metrics].join("\n")
}

/** What of a secret may not be found: its longest run without line ends. */
const coreOf = (secret: string) => secret.split("\n").toSorted((a, b) => b.length - a.length)[0] ?? secret

describe("no secret reaches a file", () => {
  test.each(Object.entries(shaped))("not %s by itself", async (_, secret) => {
    const text = await written(`before ${secret} after`)
    expect(text).toContain("before ")
    expect(text).not.toContain(coreOf(secret))
  })

  test.each(Object.entries(places))("not anything in %s", async (_, place) => {
    const secret = "Zx9-unheard_of.shape7"
    const text = await written(place.replace("$", secret))
    expect(text).not.toContain(secret)
  })

  test.each([
    known,
    encodeURIComponent(known),
    Buffer.from(known).toString("base64"),
    "another/secret+value==",
    encodeURIComponent("another/secret+value=="),
  ])("not a secret in use, written as %s", async (form) => {
    expect(await written(`error near "${form}" in request`)).not.toContain(form)
  })

  test("not a signature, whatever stands around it", async () => {
    const signature = Buffer.from(letters.repeat(5)).toString("base64")
    expect(await written(`Corrupted thought signature ${signature}.`)).not.toContain(signature.slice(0, 40))
  })
})

test("a text keeps what a person needs to read, and at most 20,000 characters of it", () => {
  const message = "Quota exceeded for metric generate_requests_per_model_per_day, limit: 250. Retry in 17.5s."
  expect(redactTraffic(message, [])).toBe(message)
  const long = redactTraffic("word ".repeat(10_000), [])
  expect(long).toHaveLength(20_000)
  expect(long).toMatch(/… \[\d+ more characters\]$/)
})

test("a secret on the edge of what is read is not kept in half", () => {
  const secret = shaped["an OpenAI key"] ?? ""
  for (let before = 256 * 1024 - 60; before <= 256 * 1024; before += 7) {
    const text = `${Buffer.alloc(before, "QUJD")
      .toString()
      .slice(0, before - 1)} ${secret}`
    expect(redactTraffic(text, [])).not.toContain("sk-proj-ab")
  }
})

test("a large body costs bounded time, and its file bounded space", async () => {
  const home = newHome()
  const log = openLog(home, { config: { keepHours: 24, capture: true } })
  const record = log.begin(facts)
  const started = performance.now()
  log.capture(record, "client-request", JSON.stringify({ input: "x ".repeat(20_000_000) }))
  log.capture(record, "client-request", "[".repeat(1_000_000))
  log.capture(record, "client-request", JSON.stringify(Array.from({ length: 200_000 }, () => ({}))))
  log.end(record, end)
  await log.flush()
  expect(performance.now() - started).toBeLessThan(5000)
  const size = filesOf(home).reduce((sum, { text }) => sum + text.length, 0)
  expect(size).toBeLessThan(3_000_000)
})

test("bodies are kept only where capture is on", async () => {
  const home = newHome()
  const log = openLog(home)
  const record = log.begin(facts)
  log.capture(record, "client-request", '{"a":1}')
  log.end(record, end)
  await log.flush()
  expect(filesOf(home).map(({ name }) => name)).toEqual([expect.not.stringContaining("bodies")])
  log.configure({ keepHours: 24, capture: true })
  log.capture(record, "client-request", '{"a":1}')
  await log.flush()
  const [body] = filesOf(home).filter(({ name }) => name.startsWith("bodies-"))
  expect(JSON.parse(body?.text ?? "")).toMatchObject({ what: "client-request", body: { a: 1 } })
})
