import { describe, expect, it } from "vitest"
import { mostInputTokens } from "../../../src/gateway/relay/input-estimate.ts"

const bodyOf = (value: unknown) => Buffer.from(JSON.stringify(value))

describe("the upper estimate of a request's tokens", () => {
  it("grows with its text", () => {
    expect(mostInputTokens(bodyOf({ text: "x".repeat(1000) }))).toBeGreaterThan(250)
    const large = mostInputTokens(bodyOf({ text: "some words ".repeat(20_000) }))
    expect(large).toBeGreaterThan(50_000)
  })

  it("counts a picture as one, alone or in a data URL, and not by its bytes", () => {
    const picture = Buffer.alloc(3_000_000, 7).toString("base64")
    for (const data of [picture, `data:image/png;base64,${picture}`]) {
      const estimate = mostInputTokens(
        bodyOf({ words: "Look at this.", parts: [{ data }, { text: 'a "quoted" word' }] }),
      )
      expect(estimate).toBeGreaterThan(2000)
      expect(estimate).toBeLessThan(10_000)
    }
  })
})
