import { assert, constantFrom, property, string } from "fast-check"
import { describe, expect, it } from "vitest"
import { looksLikeOption, readOptions, wordsOf } from "../../src/loop/option-words.ts"
import { settle } from "../../src/loop/settle.ts"
import { settingsSchema } from "../../src/loop/state-schema.ts"

describe("any option", () => {
  it("never reads a number outside its range", async () => {
    const text = string({ unit: constantFrom(..."0123456789.-+eE_ ∞x"), maxLength: 12 })
    await assert(
      property(text, (value) => {
        const reading = readOptions(wordsOf([`--max-iterations=${value}`, `--max-usd=${value}`]), "run", [])
        if (reading.kind === "problem") return
        const result = settle(reading.given)
        expect(Number.isInteger(result.settings.maxIterations)).toBe(true)
        expect(settingsSchema.safeParse(result.settings).success).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it("S32 sees an option in every word that starts with two dashes", async () => {
    await assert(
      property(string({ unit: "binary" }), (rest) => {
        expect(looksLikeOption(`--${rest}`)).toBe(true)
      }),
    )
  })
})
