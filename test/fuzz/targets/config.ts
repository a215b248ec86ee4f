import assert from "node:assert/strict"
import { join } from "node:path"
import { Ajv2020 } from "ajv/dist/2020.js"
import fc from "fast-check"
import { unknownFields } from "../../../src/gateway/config/check-file.ts"
import { configJsonSchema } from "../../../src/gateway/config/config-json-schema.ts"
import { configPath } from "../../../src/gateway/config/paths.ts"
import { effective, readConfigFile } from "../../../src/gateway/config/read-config.ts"
import { readOwnPrices, readSpendSettings } from "../../../src/spend/user-files.ts"
import { priceFileJsonSchema, spendFileJsonSchema } from "../../../src/spend/user-files-schema.ts"
import { settingsJsonSchema, stateJsonSchema } from "../../../src/store/stored-schemas.ts"
import { misfitOf } from "../../../src/system/schema-check.ts"
import { readLoopConfig } from "../../../src/verify/loop-config.ts"
import { damaged, longOf, noise } from "../hostile.ts"
import { jsonOf, mutated } from "../json.ts"
import { scratchFile, scratchFolder } from "../scratch.ts"
import type { Target } from "../target.ts"

const gatewayFiles = [
  {
    server: { host: "127.0.0.1", port: 4857, maxBodyBytes: 1_000_000, drainMs: 10, keepAliveMs: 15 },
    upstreams: [
      {
        name: "g",
        kind: "gemini",
        credentials: [{ name: "a", secret: { from: "env", name: "KEY" }, weight: 2, stopAtUsdPerDay: 3 }],
        strategy: "weighted",
        models: ["x"],
      },
      {
        name: "v",
        kind: "vertex-claude",
        project: "p",
        location: "eu",
        credentials: [{ name: "s", secret: { from: "service-account", path: "/key.json" } }],
      },
      {
        kind: "openai-compatible",
        baseUrl: "http://127.0.0.1:1/v1",
        models: "listed",
        proxy: null,
        timeouts: { connectMs: 5 },
        quirks: { responses: true },
      },
    ],
    aliases: [{ name: "fast", upstream: "g", model: "x" }],
    budget: { dailyUsd: 5, weeklyUsd: null, unknownPrice: "refuse" },
    log: { keepHours: 24, capture: true },
    images: { urls: "fetch", maxBytes: 2048 },
    toolResults: { maxCharacters: null },
  },
  { upstreams: [{ kind: "anthropic" }] },
]
const spendFiles = [{ zone: "Europe/Berlin", dailyUsd: 5, weeklyUsd: 20 }]
const priceFiles = [
  {
    prices: [
      {
        model: "x",
        upstream: "g",
        since: "2026-01-01",
        until: "2026-06-01",
        rates: { input: 1, cachedInput: 0.1, output: 4 },
        longContext: { above: 200_000, rates: { input: 2, output: 8 } },
      },
    ],
  },
]
const repositoryFiles = [{ checks: ["npm test", "npm run lint"] }]
const files = [...gatewayFiles, ...spendFiles, ...priceFiles, ...repositoryFiles]
const words = [...new Set(JSON.stringify(files).match(/"\w+"/g) ?? [])].map((word) => word.slice(1, -1))
const anyFile = fc.oneof(
  { weight: 6, arbitrary: mutated(files, words) },
  { weight: 2, arbitrary: jsonOf(words) },
  { weight: 1, arbitrary: damaged(fc.constantFrom(...files.map((file) => JSON.stringify(file, null, 2)))) },
  { weight: 1, arbitrary: longOf(["{", '"checks":[', '"a",', "[", "\\u0000"]) },
  { weight: 1, arbitrary: noise },
)

/** One text as every file that a person may write: each reader takes it or says in a sentence what is wrong with it. */
export const configFiles: Target = {
  name: "config-files",
  runs: 250,
  inputs: anyFile,
  async check(input) {
    const home = scratchFolder("config")
    const at = (path: string) => scratchFile(join("config", path.slice(home.length)), input)
    at(configPath(home))
    for (const name of ["spend.json", "prices.json", "for-loop.config.json"]) at(join(home, name))
    const read = readConfigFile(home)
    if (read.kind === "wrong") sentence(read.why)
    else {
      unknownFields(read.file)
      const found = await effective({ upstreams: [{ kind: "anthropic" }], ...read.file }, true, home, {})
      if (found.kind === "wrong") sentence(found.why)
      else bounded(found.config)
    }
    const spend = readSpendSettings(home)
    if (spend.kind === "wrong") sentence(spend.why)
    else
      for (const cap of [spend.dailyUsd, spend.weeklyUsd])
        assert.ok(cap === null || (Number.isFinite(cap) && cap > 0))
    const prices = readOwnPrices(home)
    if (prices.kind === "wrong") sentence(prices.why)
    else
      for (const { rates } of prices.rows)
        assert.ok(Number.isFinite(rates.input) && rates.input >= 0 && rates.output >= 0)
    const repository = readLoopConfig(home)
    if (repository.kind === "invalid") sentence(repository.why)
    if (repository.kind === "config") assert.ok(repository.checks.length <= 50)
  },
}

function sentence(why: string): void {
  assert.ok(why.length > 20 && why.length < 1500, `${why.length} characters: ${why.slice(0, 100)}`)
}

/** No number of a configuration is without an end. */
function bounded(value: unknown): void {
  if (typeof value === "number") assert.ok(Number.isFinite(value) && value >= 0)
  if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) bounded(inner)
}

const schemas = {
  gateway: configJsonSchema,
  spend: spendFileJsonSchema,
  prices: priceFileJsonSchema,
  settings: settingsJsonSchema,
  state: stateJsonSchema,
}
const ajv = new Ajv2020({ strict: false, unicodeRegExp: true, logger: false })
const validators = Object.values(schemas).map((schema) => ({ schema, fits: ajv.compile(schema) }))

/** Our check of JSON Schemas against one that everybody uses. */
export const schemaCheck: Target = {
  name: "schema-check",
  runs: 1000,
  inputs: fc.oneof(
    { weight: 4, arbitrary: mutated([...files, ...Object.values(schemas)], words) },
    { weight: 1, arbitrary: jsonOf(words) },
  ),
  check(input) {
    const value = parsed(input)
    for (const { schema, fits } of validators) {
      const misfit = misfitOf(schema, value)
      assert.equal(misfit === null, fits(value), `${misfit}`)
    }
  },
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
