import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Ajv2020 } from "ajv/dist/2020.js"
import fc from "fast-check"
import { rolldown } from "rolldown"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { LoopState } from "../../src/loop/state.ts"
import { stateSchema } from "../../src/loop/state-schema.ts"
import { explainInvalid, validateSettings, validateState } from "../../src/store/state-validator.ts"
import { settingsJsonSchema, stateJsonSchema } from "../../src/store/stored-schemas.ts"
import { storedSchemasPlugin, unknownKeywords } from "../../src/store/stored-schemas-plugin.ts"
import { misfitOf } from "../../src/system/schema-check.ts"
import { sampleEvents, sampleState } from "./sample.ts"

const folder = mkdtempSync(join(tmpdir(), "for-loop-validator-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const busy: LoopState = sampleState("a", {
  status: "paused",
  outcome: { kind: "stuck", reason: "why", at: 1, resumeAt: null, until: "resume" },
  branch: { name: "for-loop/x", previous: null },
  hint: "look there",
  approved: [{ finding: "f", by: "anna", at: 1 }],
  last: { turnKey: "k", at: 1, answer: { kind: "continue", prompt: "go on" }, replays: 0 },
  seenMessage: { length: 3, hash: "h" },
  guarded: [{ path: "/p", hash: null }],
  lastEvents: sampleEvents(1, 2),
  seq: 2,
})

/** Every place of a value, as the keys that lead there. */
function places(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, inner]) => places(inner, [...path, key]))]
}

function changed(value: unknown, path: readonly string[], change: (old: unknown) => unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return change(value)
  if (Array.isArray(value))
    return value.map((inner, i) => (String(i) === key ? changed(inner, rest, change) : inner))
  if (typeof value !== "object" || value === null) return value
  const entries = Object.entries(value).map(([known, inner]) => [
    known,
    known === key ? changed(inner, rest, change) : inner,
  ])
  return Object.fromEntries(entries.filter(([, inner]) => inner !== removed))
}

const removed = Symbol("removed")

const mutations = fc
  .tuple(
    fc.constantFrom(...places(busy)),
    fc.oneof(
      fc.constantFrom<unknown>(null, true, -1, 0, 1.5, 1e300, "", "x", "x".repeat(5000), [], {}, removed),
      fc.constantFrom<unknown>("stuck", "ended", "measured", "continue", "\u{1f600}".repeat(300)),
      fc.jsonValue({ maxDepth: 1 }),
    ),
  )
  .map(([path, value]) => {
    const mutated = changed(busy, path, () => value)
    return mutated === removed ? null : mutated
  })

describe("the validators that are shipped", () => {
  let program = ""
  let code = ""

  beforeAll(async () => {
    const entry = join(folder, "entry.ts")
    const validator = fileURLToPath(new URL("../../src/store/state-validator.ts", import.meta.url))
    writeFileSync(
      entry,
      `import { readFileSync } from "node:fs"
import { explainInvalid, validateSettings, validateState } from ${JSON.stringify(validator)}
const values = JSON.parse(readFileSync(0, "utf8"))
console.log(JSON.stringify(values.map((v) => [validateState(v), explainInvalid(v), validateSettings(v?.settings)])))`,
    )
    program = join(folder, "entry.cjs")
    const bundle = await rolldown({
      input: entry,
      platform: "node",
      transform: { target: "node20" },
      plugins: [storedSchemasPlugin()],
    })
    const { output } = await bundle.write({ file: program, format: "cjs", minify: true })
    code = output[0].code
    await bundle.close()
  })

  const verdictsOf = (values: readonly unknown[]): unknown => {
    const answer: unknown = JSON.parse(
      execFileSync(process.execPath, [program], {
        input: JSON.stringify(values),
        encoding: "utf8",
        maxBuffer: 1e8,
      }),
    )
    return answer
  }
  const sourceVerdictsOf = (values: readonly unknown[]) =>
    values.map((value) => {
      const settings =
        typeof value === "object" && value !== null && "settings" in value ? value.settings : undefined
      return [validateState(value), explainInvalid(value), validateSettings(settings)]
    })

  it("carry neither zod nor a schema compiler, and stay small", () => {
    const foreign = ["ZodType", "new Function", "toJSONSchema"].filter((word) => code.includes(word))
    expect(foreign).toEqual([])
    expect(code.length).toBeLessThan(16_000)
  })

  it("agree with the source on valid, invalid, extended and newer states", () => {
    const values = [
      sampleState("a"),
      busy,
      { ...busy, later: { any: "thing" }, settings: { ...busy.settings, extra: 1 } },
      { ...busy, version: 2 },
      { ...busy, iteration: -1 },
      { ...busy, task: undefined },
      { ...busy, settings: { ...busy.settings, branch: { kind: "named" } } },
      null,
      [],
      "state",
    ]
    const verdicts = verdictsOf(values)
    expect(verdicts).toEqual(sourceVerdictsOf(JSON.parse(JSON.stringify(values))))
    expect(sourceVerdictsOf(values).map(([valid]) => valid)).toEqual([
      true,
      true,
      true,
      ...values.slice(3).map(() => false),
    ])
  })

  it("agree with the source on states with any field replaced or removed, down to the explanation", () => {
    const values = fc.sample(mutations, 3000)
    const expected = sourceVerdictsOf(JSON.parse(JSON.stringify(values)))
    expect(verdictsOf(values)).toEqual(expected)
    expect(new Set(expected.map(([valid]) => valid))).toEqual(new Set([true, false]))
  })
})

describe("the source validator", () => {
  it("S14 agrees with the schema it comes from on every mutation", () => {
    fc.assert(
      fc.property(mutations, (mutated) => {
        const value: unknown = JSON.parse(JSON.stringify(mutated))
        expect(validateState(value)).toBe(stateSchema.safeParse(value).success)
        expect(explainInvalid(value) === "").toBe(validateState(value))
      }),
      { numRuns: 1500 },
    )
  })

  it("names the field that is wrong", () => {
    expect(explainInvalid({ ...busy, progress: { ...busy.progress, sameSet: "3" } })).toMatch(
      /^progress\.sameSet: /,
    )
    expect(explainInvalid(7)).toMatch(/^the state: /)
    expect(explainInvalid(busy)).toBe("")
  })
})

describe("the check of a schema", () => {
  it("agrees with a full JSON Schema validator on every mutation", () => {
    const full = new Ajv2020({ strictTypes: false }).compile(stateJsonSchema)
    fc.assert(
      fc.property(mutations, (mutated) => {
        const value: unknown = JSON.parse(JSON.stringify(mutated))
        expect(validateState(value)).toBe(full(value))
      }),
      { numRuns: 1500 },
    )
  })

  it("knows every keyword of the stored schemas, and tells which it does not know", () => {
    expect(unknownKeywords([stateJsonSchema, settingsJsonSchema])).toEqual([])
    const odd = {
      type: "object",
      properties: { pattern: { type: "string", contentEncoding: "x" } },
      minProperties: 1,
    }
    expect(unknownKeywords(odd)).toEqual(["contentEncoding", "minProperties"])
  })

  it.each([
    [
      { anyOf: [{ type: "string", maxLength: 3 }, { type: "null" }] },
      "abcd",
      "the state: must be at most 3 characters",
    ],
    [{ type: "array", items: { type: "integer" } }, [1, 1.5], "1: must be integer"],
    [{ $ref: "#/$defs/n", $defs: { n: { type: "number", minimum: 1 } } }, 0, "the state: must be at least 1"],
    [
      { oneOf: [{ const: 1 }, { const: 2 }, { const: 3 }] },
      4,
      "the state: matches none of the allowed shapes",
    ],
    [{ type: "object", required: ["a"] }, {}, "a: is missing"],
    [
      { type: "object", properties: { a: {} }, additionalProperties: false },
      { a: 1, toString: 2 },
      "toString: is no field of it",
    ],
    [{ type: "string", pattern: "^\\d+$" }, "12a", "the state: has another form"],
  ])("says of %j what is wrong with %j", (schema, value, complaint) => {
    expect(misfitOf(schema, value)).toBe(complaint)
  })
})
