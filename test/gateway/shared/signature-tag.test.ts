import { expect, test } from "vitest"
import { tagSignature, untagSignature } from "../../../src/gateway/codecs/signature-tag.ts"

const families = ["gemini", "claude", "openai", null] as const
const places = ["thinking", "call", "text"] as const
const cases = families.flatMap((family) =>
  families.flatMap((home) => places.map((on) => [family, on, home] as const)),
)

test.each(cases)(
  "G42 a signature of %s on a %s comes back from a field of %s as it was",
  (family, on, home) => {
    const signature = { value: "a.b\n=/", family }
    expect(untagSignature(tagSignature(signature, on, home), home)).toEqual({ signature, on })
  },
)

test("G43 a vendor's own thoughts go back to it without a mark, everything else with one", () => {
  const own = { value: "S", family: "claude" } as const
  expect(tagSignature(own, "thinking", "claude")).toBe("S")
  expect(tagSignature(own, "call", "claude")).toBe("fl1.claude.call.S")
  expect(tagSignature(own, "thinking", "gemini")).toBe("fl1.claude.thinking.S")
  expect(tagSignature({ value: "S", family: null }, "text", "gemini")).toBe("fl1.any.text.S")
})

test.each([["x fl1.claude.call.S"], ["fl1.claude.word.S"], ["fl1.other.call.S"], ["fl1.claude.call"], [""]])(
  "%j is no mark but a signature of its own",
  (value) => {
    expect(untagSignature(value, "gemini")).toEqual({
      signature: { value, family: "gemini" },
      on: "thinking",
    })
  },
)
