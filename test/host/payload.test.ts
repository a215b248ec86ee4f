import { describe, expect, it } from "vitest"
import { decodeStdin, misfit, parsePayload } from "../../src/host/payload.ts"

describe("stdin bytes", () => {
  it("S91 become text, with every character of a path kept", () => {
    const bytes = new TextEncoder().encode('{"cwd":"/home/Zoë/日本"}')
    expect(decodeStdin(bytes)).toEqual({ kind: "text", text: '{"cwd":"/home/Zoë/日本"}' })
  })

  it.each([
    ["a lone 0xFF", [0x22, 0xff, 0x22]],
    ["a cut character", [0xe2, 0x80]],
    ["an encoded surrogate", [0xed, 0xa0, 0x80]],
  ])("are refused with %s", (_what, bytes) => {
    expect(decodeStdin(Uint8Array.from(bytes)).kind).toBe("reject")
  })
})

describe("stdin text", () => {
  it.each([
    "",
    " \n\t",
    "null",
    "42",
    '"x"',
    "[]",
    '["Stop"]',
    "{",
    "{'a':1}",
    "{} {}",
    "{}\n--- end ---",
    "{},",
  ])("is refused when it is %j", (text) => {
    expect(parsePayload(text).kind).toBe("reject")
  })

  it.each(["{}", "\uFEFF{}", "\r\n{\r\n}\r\n", " {} \n\n"])("S92 is one object when it is %j", (text) => {
    expect(parsePayload(text)).toEqual({ kind: "payload", payload: {} })
  })
})

describe("the type of a field", () => {
  const shape = { t: "text", ts: "texts", f: "flag", n: "count", l: "list", r: "record" } as const

  it.each([
    [{}, true],
    [{ t: "", ts: [], f: false, n: 0, l: [], r: {} }, true],
    [{ t: null, ts: null, f: null, n: null, l: null, r: null }, true],
    [{ other: Number.NaN }, true],
    [{ t: 1 }, false],
    [{ ts: ["a", 1] }, false],
    [{ f: "true" }, false],
    [{ n: "1" }, false],
    [{ n: -1 }, false],
    [{ l: {} }, false],
    [{ r: [] }, false],
  ])("of %j fits: %s", (payload, fits) => {
    expect(misfit(payload, shape) === null).toBe(fits)
  })
})
