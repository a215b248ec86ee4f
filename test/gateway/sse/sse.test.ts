import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { createSseReader, type SseEvent } from "../../../src/gateway/sse/read.ts"
import { sseComment, sseEvent } from "../../../src/gateway/sse/write.ts"

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Reads `text` in chunks that end at `cuts`, byte for byte. */
function readCut(text: string, cuts: readonly number[]): SseEvent[] {
  const bytes = bytesOf(text)
  const reader = createSseReader()
  const events: SseEvent[] = []
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
  let from = 0
  for (const place of [...places, bytes.length]) {
    events.push(...reader.push(bytes.subarray(from, place)))
    from = place
  }
  return [...events, ...reader.end()]
}

const said = [
  { event: null, data: '{"text":"grüß 你好 😀"}' },
  { event: "delta", data: "one\ntwo" },
  { event: null, data: "[DONE]" },
]

/** The same events, written in the ways services write them. */
const lines = [
  ": hello",
  'data: {"text":"grüß 你好 😀"}',
  "",
  "",
  "event: delta",
  "id: 7",
  "retry: 10",
  "data:one",
  "data: two",
  "",
  ":",
  "",
  "event: never sent, for it has no data",
  "",
  "data:[DONE]",
  "",
  "",
]

describe("G59 reads the same events whatever the wire does", () => {
  for (const [name, end] of [
    ["LF", "\n"],
    ["CRLF", "\r\n"],
    ["CR", "\r"],
  ] as const) {
    test(`G59a line ends of ${name}, cut after every single byte`, () => {
      const text = lines.join(end)
      expect(readCut(text, [...bytesOf(text).keys()])).toEqual(said)
      expect(readCut(text, [])).toEqual(said)
    })

    test(`G59b line ends of ${name} without the last blank line`, () => {
      expect(readCut(lines.slice(0, -2).join(end), [])).toEqual(said)
      expect(readCut(`${lines.slice(0, -2).join(end)}${end}`, [3, 50])).toEqual(said)
    })
  }

  test("G59c any mixture of line ends, cut anywhere", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("\n", "\r\n", "\r"), { minLength: lines.length, maxLength: lines.length }),
        fc.array(fc.nat(400)),
        (ends, cuts) => {
          // A CR before an empty line that ends with LF would be one CRLF, not two line ends.
          const apart = (at: number): string =>
            lines[at] === "" && ends[at - 1] === "\r" && ends[at] === "\n" ? "\r\n" : `${ends[at]}`
          expect(readCut(lines.map((line, at) => line + apart(at)).join(""), cuts)).toEqual(said)
        },
      ),
    )
  })

  test("G59d whatever is written is read again, in any chunks", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            event: fc.option(fc.stringMatching(/^[a-z._]{1,12}$/)),
            data: fc.string({
              unit: fc.oneof(
                fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
                fc.constantFrom("\n", "\r", "\r\n"),
              ),
              minLength: 1,
            }),
          }),
        ),
        fc.array(fc.nat(2000)),
        (events, cuts) => {
          const text = events.map((one) => sseComment("still here") + sseEvent(one.event, one.data)).join("")
          const lf = events.map((one) => ({ ...one, data: one.data.replace(/\r\n?/g, "\n") }))
          expect(readCut(text, cuts)).toEqual(lf)
        },
      ),
    )
  })

  test("G59e an event is delivered with its own chunk, not with the next one", () => {
    const reader = createSseReader()
    expect(reader.push(bytesOf("data: 1\r\n\r\n"))).toEqual([{ event: null, data: "1" }])
    expect(reader.push(bytesOf("data: 2\n\n"))).toEqual([{ event: null, data: "2" }])
    expect(reader.end()).toEqual([])
  })

  test("G59f a line of megabytes in small chunks is read in one pass", () => {
    const data = "x".repeat(4_000_000)
    const bytes = bytesOf(`data: ${data}\n\n`)
    const reader = createSseReader()
    const events: SseEvent[] = []
    const started = performance.now()
    for (let at = 0; at < bytes.length; at += 1024) events.push(...reader.push(bytes.subarray(at, at + 1024)))
    expect(events).toEqual([{ event: null, data }])
    expect(performance.now() - started).toBeLessThan(5000)
  })

  test("tells how much waits for the end of its event, so that a stream without any end can be stopped", () => {
    const reader = createSseReader()
    for (let line = 0; line < 10; line += 1) reader.push(bytesOf("data: 1234\n"))
    reader.push(bytesOf("data"))
    expect(reader.held()).toBe(104)
    reader.push(bytesOf(": 1\n\n"))
    expect(reader.held()).toBe(0)
  })

  test("G59g a comment can never become an event, whatever it holds", () => {
    expect(readCut(sseComment("a\ndata: b\r\ndata: c"), [])).toEqual([])
  })
})
