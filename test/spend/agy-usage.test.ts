import { readFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { z } from "zod"
import { type AgyBefore, agyMeter } from "../../src/spend/agy-usage.ts"
import { isRecord, parseRecord } from "../../src/system/json-record.ts"

const recorded = join(import.meta.dirname, "..", "fixtures", "agy")

/** One usage as agy writes it. */
function told(input: number, cached: number, output: number, thinking = 0) {
  return {
    input_tokens: input,
    output_tokens: output,
    thinking_tokens: thinking,
    cache_read_tokens: cached,
    total_tokens: input + output,
  }
}

/** Plays the stdout of one recorded run and gives what each of its turns used. */
function metered(text: string): unknown[] {
  const meter = agyMeter({ kind: "unknown" })
  const turns: unknown[] = []
  for (const line of text.split("\n").filter((one) => one !== "")) {
    const event = parseRecord(line)
    const step = event?.step_update
    const result = event?.result
    if (isRecord(step) && step.usage !== undefined) meter.step(Number(step.step_index), step.usage)
    if (isRecord(result)) turns.push(meter.result(result.usage))
  }
  return turns
}

const expected = z.object({
  runs: z.array(
    z.object({
      name: z.string(),
      file: z.string(),
      expect: z.object({
        usage: z.record(z.string(), z.number()).optional(),
        turns: z.array(z.object({ usage: z.record(z.string(), z.number()) })).optional(),
      }),
    }),
  ),
})
const { runs } = expected.parse(JSON.parse(readFileSync(join(recorded, "index.json"), "utf8")))

describe("agy's cumulative usage", () => {
  it.each(runs.filter((run) => run.expect.usage !== undefined))(
    "is what the recorded run $name used, turn by turn",
    (run) => {
      const turns = run.expect.turns?.map(({ usage }) => usage) ?? [run.expect.usage ?? {}]
      expect(metered(readFileSync(join(recorded, run.file), "utf8"))).toEqual(
        turns.map((usage) => ({
          input: usage.input_tokens,
          cachedInput: usage.cache_read_tokens,
          cacheWrite: null,
          output: usage.output_tokens,
          thinking: usage.thinking_tokens,
        })),
      )
    },
  )

  it("becomes what each turn used: steps are billed, the result of a later turn is not", () => {
    const meter = agyMeter({ kind: "new" })
    meter.step(1, told(10_400, 0, 300, 260))
    expect(meter.result(told(10_400, 0, 300, 260))).toEqual({
      input: 10_400,
      cachedInput: 0,
      cacheWrite: null,
      output: 300,
      thinking: 260,
    })
    meter.step(3, told(11_050, 8192, 410, 350))
    expect(meter.result(told(21_450, 8192, 710, 610))).toMatchObject({
      input: 11_050,
      cachedInput: 8192,
      output: 410,
    })
  })

  it("is right in a resumed conversation, whose result sums up what other processes used", () => {
    const meter = agyMeter({ kind: "unknown" })
    meter.step(5, told(11_600, 8192, 90, 70))
    expect(meter.result(told(33_050, 16_384, 800, 680))).toMatchObject({
      input: 11_600,
      cachedInput: 8192,
      output: 90,
    })
  })

  it("is the difference of the totals where steps tell nothing, and unknown where the totals before are", () => {
    const first = agyMeter({ kind: "new" })
    expect(first.result(told(100, 50, 10))).toMatchObject({ input: 100, cachedInput: 50, output: 10 })
    const resumed = agyMeter(first.before())
    expect(resumed.result(told(140, 90, 15))).toMatchObject({ input: 40, cachedInput: 40, output: 5 })
    expect(agyMeter({ kind: "unknown" }).result(told(140, 90, 15))).toBeNull()
  })

  it("counts from zero again where totals went down: the service began anew", () => {
    const meter = agyMeter({ kind: "known", input: 500, cachedInput: 400, output: 90, thinking: 10 })
    expect(meter.result(told(30, 0, 5))).toMatchObject({ input: 30, cachedInput: 0, output: 5 })
    expect(meter.result(told(50, 10, 9))).toMatchObject({ input: 20, cachedInput: 10, output: 4 })
  })

  it.each([
    ["input", told(29, 20, 11, 7)],
    ["cached input", told(31, 19, 11, 7)],
    ["output", told(31, 20, 9, 7)],
    ["thinking", told(31, 20, 11, 5)],
  ])("counts from zero again where the %s alone went down", (_what, usage) => {
    const meter = agyMeter({ kind: "known", input: 30, cachedInput: 20, output: 10, thinking: 6 })
    expect(meter.result(usage)).toEqual({
      input: usage.input_tokens,
      cachedInput: usage.cache_read_tokens,
      cacheWrite: null,
      output: usage.output_tokens,
      thinking: usage.thinking_tokens,
    })
  })

  it("is the difference where some totals stayed, and unknown where all did", () => {
    const meter = agyMeter({ kind: "known", input: 30, cachedInput: 20, output: 10, thinking: 6 })
    expect(meter.result(told(30, 20, 12, 8))).toEqual({
      input: 0,
      cachedInput: 0,
      cacheWrite: null,
      output: 2,
      thinking: 2,
    })
    expect(meter.before()).toEqual({ kind: "known", input: 30, cachedInput: 20, output: 12, thinking: 8 })
    expect(meter.result(told(30, 20, 12, 8))).toBeNull()
  })

  it("passes over a step that tells nothing, and does not know what a resumed conversation used before", () => {
    const meter = agyMeter({ kind: "unknown" })
    meter.step(1, told(10, 0, 1))
    meter.step(1, told(0, 0, 0))
    meter.step(2, null)
    expect(meter.result(undefined)).toMatchObject({ input: 10, output: 1 })
    expect(meter.before()).toEqual({ kind: "unknown" })
    expect(meter.result(told(50, 0, 5))).toBeNull()
    expect(meter.result(told(60, 0, 7))).toMatchObject({ input: 10, output: 2 })
  })

  it("is unknown, not nothing, where all is zero or no usage came", () => {
    for (const usage of [told(0, 0, 0), undefined, null, "12", {}]) {
      const meter = agyMeter({ kind: "known", input: 5, cachedInput: 0, output: 5, thinking: 0 })
      expect(meter.result(usage)).toBeNull()
      expect(meter.before()).toMatchObject({ kind: "known", input: 5 })
    }
  })

  it("takes a step's last word when it reports more than once", () => {
    const meter = agyMeter({ kind: "new" })
    meter.step(1, told(10, 0, 1))
    meter.step(1, told(10, 0, 7))
    meter.step(2, told(20, 5, 3))
    expect(meter.result(undefined)).toMatchObject({ input: 30, cachedInput: 5, output: 10 })
    expect(meter.before()).toEqual({ kind: "known", input: 30, cachedInput: 5, output: 10, thinking: 0 })
  })

  it("adds up to the same over any number of processes, with or without usage in the steps", () => {
    const turn = fc.record({
      input: fc.nat(1e6),
      cached: fc.nat(1e6),
      output: fc.integer({ min: 1, max: 1e5 }),
      steps: fc.boolean(),
      restart: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(turn, { minLength: 1, maxLength: 20 }), (turns) => {
        let before: AgyBefore = { kind: "new" }
        let meter = agyMeter(before)
        let total = { input: 0, cached: 0, output: 0 }
        let billed = 0
        for (const [index, { input, cached, output, steps, restart }] of turns.entries()) {
          if (restart) meter = agyMeter(before)
          total = { input: total.input + input, cached: total.cached + cached, output: total.output + output }
          if (steps) meter.step(index, told(input, cached, output))
          const used = meter.result(told(total.input, total.cached, total.output))
          expect(used).toMatchObject({ input, cachedInput: cached, output })
          billed += used?.output ?? 0
          before = meter.before()
        }
        expect(billed).toBe(total.output)
      }),
    )
  })
})
