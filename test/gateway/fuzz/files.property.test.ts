import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { decodeLine, encodeLine, type StoredLine } from "../../../src/gateway/signatures/entry.ts"
import { readInto } from "../../../src/gateway/signatures/entry-files.ts"
import { createEntryTable } from "../../../src/gateway/signatures/entry-table.ts"
import { decodeCall, encodeCall } from "../../../src/gateway/traffic/call-line.ts"
import { redactTraffic } from "../../../src/gateway/traffic/redact-traffic.ts"
import { readLines } from "../../../src/system/read-lines.ts"
import { newHome } from "../signatures/store-folder.ts"
import { attempt, end, facts } from "../traffic/a-call.ts"
import { bytesOf, garbage, heapMb, joined } from "./bounds.ts"

const text = fc.string({ maxLength: 30 })
const value = fc.oneof(fc.constant(null), text)
const storedLine: fc.Arbitrary<StoredLine> = fc.oneof(
  fc
    .record({
      keys: fc.array(text, { minLength: 1, maxLength: 4 }),
      upstream: text,
      family: fc.constantFrom("gemini" as const, "claude" as const, "openai" as const),
      segments: fc.array(fc.record({ length: fc.nat(), value }), { maxLength: 4 }),
      leads: fc.array(fc.record({ text: fc.constant(""), value, redacted: value }), { maxLength: 3 }),
      trail: fc.array(text, { maxLength: 2 }),
      at: fc.nat(),
    })
    .map((entry) => ({ kind: "entry" as const, entry })),
  fc.record({ kind: fc.constant("gone" as const), keys: fc.array(text) }),
  fc.record({ kind: fc.constant("bad" as const), hash: text }),
)

const limits = { maxEntries: 1000, maxBytes: 1_000_000, keepMs: 1e15 }

describe("G47 the reader of the store's file, fed with anything", () => {
  test("what was written is read again, whatever lies around it", () => {
    const path = join(newHome(), "file.jsonl")
    fc.assert(
      fc.property(fc.array(garbage, { maxLength: 4 }), fc.nat(20), (noise, count) => {
        const own = Array.from({ length: count }, (_, at) =>
          encodeLine({
            kind: "entry",
            entry: {
              keys: [`i-own-${at}`],
              upstream: "gemini",
              family: "gemini",
              segments: [{ length: 0, value: `sig-${at}` }],
              leads: [],
              trail: [],
              at: 5,
            },
          }),
        )
        const pieces = noise.flatMap((each, at) => [each, bytesOf(`\n${own[at] ?? ""}\n`)])
        writeFileSync(path, joined([...pieces, bytesOf(`${own.slice(noise.length).join("\n")}\n`)]))
        const table = createEntryTable(limits)
        readInto(table, path, 10)
        for (let at = 0; at < count; at += 1)
          expect(table.find([`i-own-${at}`], 10)?.segments).toEqual([{ length: 0, value: `sig-${at}` }])
        expect(table.size().bytes).toBeLessThanOrEqual(limits.maxBytes)
      }),
      { numRuns: 300 },
    )
  })

  test("every line is read as it was written, and bytes that are none never throw", () => {
    fc.assert(
      fc.property(storedLine, (line) => {
        expect(decodeLine(encodeLine(line))).toEqual(line)
      }),
    )
    fc.assert(
      fc.property(garbage, (bytes) => {
        decodeLine(Buffer.from(bytes).toString("utf8"))
        decodeLine(Buffer.from(bytes).toString("latin1"))
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    ["one line without end", "x"],
    ["deep nesting", "["],
    ["empty lines", "\n"],
    ["zeros", "\u0000"],
  ])("60 MB of %s: read in seconds, in bounded memory", (_, unit) => {
    const home = newHome()
    const path = join(home, "file.jsonl")
    writeFileSync(path, Buffer.alloc(60_000_000, unit, "latin1"))
    const table = createEntryTable(limits)
    const before = heapMb()
    const started = performance.now()
    readInto(table, path, 10)
    expect(performance.now() - started).toBeLessThan(8000)
    expect(heapMb() - before).toBeLessThan(20)
    expect(table.size().entries).toBe(0)
  })
})

describe("the reader of the log's files, fed with anything", () => {
  test("lines come out as they went in, in any file, and longer ones are left out", async () => {
    const folder = newHome()
    mkdirSync(folder, { recursive: true })
    const path = join(folder, "log.jsonl")
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: "grapheme", maxLength: 300 })),
        fc.nat(250),
        async (lines, most) => {
          writeFileSync(path, lines.map((line) => `${line}\n`).join(""))
          const whole = readFileSync(path, "utf8").split("\n").slice(0, -1)
          const read: string[] = []
          for await (const line of readLines(path, most)) read.push(line)
          expect(read.filter((line) => line !== "")).toEqual(
            whole.filter((line) => line !== "" && line.length <= most),
          )
        },
      ),
      { numRuns: 200 },
    )
  })

  test("60 MB in one line cost bounded memory, and the line behind it is read", async () => {
    const path = join(newHome(), "log.jsonl")
    const call = encodeCall({ ...facts, at: 1, attempts: [{ ...attempt, at: 1 }], end })
    writeFileSync(path, Buffer.concat([Buffer.alloc(60_000_000, "x"), Buffer.from(`\n${call}\n`)]))
    const before = heapMb()
    const read: string[] = []
    for await (const line of readLines(path, 1_000_000)) read.push(line)
    expect(heapMb() - before).toBeLessThan(20)
    expect(read).toEqual([call])
  })

  test("bytes that are no call never throw, and what is read as one can be written and read again", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          garbage.map((bytes) => Buffer.from(bytes).toString("utf8")),
          fc
            .tuple(fc.constantFrom(...Object.keys({ ...facts, at: 0, attempts: 0, end: 0 })), fc.jsonValue())
            .map(([name, broken]) =>
              JSON.stringify({ ...facts, at: 1, attempts: [{ ...attempt, at: 1 }], end, [name]: broken }),
            ),
        ),
        (line) => {
          const call = decodeCall(line)
          if (call !== null) expect(decodeCall(encodeCall(call))).toEqual(call)
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe("redaction, fed with anything", () => {
  test("a secret in use never comes out, wherever it stands", () => {
    const secret = fc
      .string({ unit: "grapheme", minLength: 8, maxLength: 40 })
      .filter((each) => each.trim().length > 7)
    fc.assert(
      fc.property(
        secret,
        fc.string({ maxLength: 200 }),
        fc.string({ maxLength: 200 }),
        (hidden, before, after) => {
          const clean = redactTraffic(`${before}${hidden}${after}`, [hidden])
          if (!`${before}[redacted]${after}`.includes(hidden)) expect(clean).not.toContain(hidden)
        },
      ),
      { numRuns: 500 },
    )
  })

  test.each([
    ["letters", "a"],
    ["spaces", " "],
    ["quotes", '"'],
    ["backslashes", "\\"],
    ["beginnings of keys", "-----BEGIN PRIVATE KEY-----\n"],
    ["names of secrets", "api_key=password: "],
    ["headers", "authorization: "],
    ["queries", "?key=&key="],
    ["addresses", "https://a:"],
    ["bearers", "Bearer "],
    ["members", '"signature": "'],
    ["escaped members", '\\\\\\"signature\\\\\\":'],
    ["hyphens", "x-"],
    ["web tokens", "eyJaaaaaaaa."],
  ])("megabytes of %s are redacted in bounded time", (_, unit) => {
    const started = performance.now()
    const clean = redactTraffic(unit.repeat(Math.ceil(2_000_000 / unit.length)), ["a secret in use"])
    expect(clean.length).toBeLessThanOrEqual(20_000)
    expect(performance.now() - started).toBeLessThan(3000)
  })
})
