import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { boundedCapture, wholeCharacters } from "../../src/system/bounded-capture.ts"

describe("boundedCapture", () => {
  it("returns everything while it fits", () => {
    const capture = boundedCapture(10)
    capture.add(Buffer.from("hello"))
    capture.add(Buffer.from("world"))
    expect(capture.text()).toBe("helloworld")
    expect(capture.truncated()).toBe(false)
  })

  it("says how many bytes lie between the first and the last half", () => {
    const capture = boundedCapture(10)
    capture.add(Buffer.from("abcdefghijklmnopqrstuvwxyz"))
    expect(capture.text()).toBe("abcde\n[… 16 bytes left out …]\nvwxyz")
    expect(capture.truncated()).toBe(true)
  })

  it("keeps the same bytes however the stream was cut into chunks", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 12 }), { maxLength: 30 }),
        fc.integer({ min: 2, max: 40 }),
        (parts, max) => {
          const ascii = parts.map((part) => part.replace(/[^ -~]/g, "?"))
          const all = ascii.join("")
          const chunked = boundedCapture(max)
          for (const part of ascii) chunked.add(Buffer.from(part))
          const half = Math.floor(max / 2)
          const expected =
            all.length <= max
              ? all
              : `${all.slice(0, half)}\n[… ${all.length - max} bytes left out …]\n${all.slice(all.length - (max - half))}`
          expect(chunked.text()).toBe(expected)
        },
      ),
    )
  })
})

describe("wholeCharacters", () => {
  it("drops a character that was cut in two at either end", () => {
    const bytes = Buffer.from("é中😀")
    for (let from = 0; from <= bytes.length; from++)
      for (let to = from; to <= bytes.length; to++)
        expect("é中😀").toContain(wholeCharacters(bytes.subarray(from, to)))
    expect(wholeCharacters(bytes)).toBe("é中😀")
    expect(wholeCharacters(bytes.subarray(0, 4))).toBe("é")
  })
})
