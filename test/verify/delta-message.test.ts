import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { changedMessages, messageKey } from "../../src/verify/delta-message.ts"
import { failed } from "./check-results.ts"

describe("message key", () => {
  const same: [string, string, string][] = [
    ["times", "at 2026-08-19T10:11:12.123Z it broke", "at 2027-01-02T00:00:00.9Z it broke"],
    ["clock times", "started 10:11:12", "started 23:59:01.5"],
    ["epochs", "token 1767225600123 expired", "token 1767999999456 expired"],
    ["durations", "timed out after 5002 ms", "timed out after 4998ms"],
    ["durations in words", "took 1.5 seconds", "took 12 seconds"],
    ["temporary folders", "ENOENT: /tmp/run-Ab3/x.json", "ENOENT: /tmp/run-Zz9/x.json"],
    ["Windows folders", "ENOENT: C:\\Temp\\a1\\x.json", "ENOENT: C:\\Temp\\b2\\x.json"],
    ["addresses in memory", "<object at 0x7f1711237a50>", "<object at 0x7f17aa00ff10>"],
    ["UUIDs", "id 1b4e28ba-2fa1-11d2-883f-0016d3cca427", "id 6fa459ea-ee8a-3ca4-894e-db77e160355e"],
    [
      "hashes",
      "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
      "commit 1fceb02d0ae598e95dc970b74767f19372d61a00",
    ],
    ["ports", "connect 127.0.0.1:54021 refused", "connect 127.0.0.1:54333 refused"],
    ["process ids", "worker 3 (pid 8121) died", "worker 7 (pid 9) died"],
    ["line numbers", "src/a.ts:12:5 is wrong", "src/a.ts:99:1 is wrong"],
    ["the order of lines", "missing b\nmissing a", "missing a\nmissing b"],
    ["the order of members", "got {b: 1, a: 2}", "got {a: 2, b: 1}"],
    ["white space", "got  1\n\n", "got 1"],
  ]
  it.each(same)("is the same for two messages that differ only in %s", (_what, a, b) => {
    expect(messageKey(a)).toBe(messageKey(b))
  })

  const different: [string, string, string][] = [
    ["values", "expected 3, got 4", "expected 3, got 5"],
    ["sides", "expected 3, got 4", "expected 4, got 3"],
    ["order in a list", "got [1, 2]", "got [2, 1]"],
    ["words", "cannot read x", "cannot write x"],
    ["relative files", "src/a.ts:1 is wrong", "src/b.ts:1 is wrong"],
    ["amounts", "price 12.50", "price 12.05"],
    ["division", "6/2 is 3", "6/3 is 2"],
  ]
  it.each(different)("differs for other %s", (_what, a, b) => {
    expect(messageKey(a)).not.toBe(messageKey(b))
  })

  it("ends for any text", () => {
    fc.assert(fc.property(fc.string({ maxLength: 2000, unit: "binary" }), (text) => messageKey(text) !== ""))
    for (const part of ["{", "/a", "1", "a1", "12:", "0x", "2026-", " "]) {
      expect(messageKey(part.repeat(2000))).not.toBe("")
    }
  })

  it("names the tests that fail for another reason than before", () => {
    const before = [
      failed("a", { message: "1 is not 2" }),
      failed("b", { message: "took 3 ms" }),
      failed("gone"),
    ]
    const now = [failed("a", { message: "2 is not 3" }), failed("b", { message: "took 9 ms" }), failed("new")]
    expect(changedMessages(now, before)).toEqual(["a"])
  })
})
