import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { unknownFields } from "../../../src/gateway/config/check-file.ts"
import type { GatewayConfig } from "../../../src/gateway/config/config.ts"
import { effectiveConfig, secretStates } from "../../../src/gateway/config/effective-config.ts"
import { configPath, gatewayFolder } from "../../../src/gateway/config/paths.ts"
import { readGatewayConfig } from "../../../src/gateway/config/read-config.ts"
import { fileStore } from "../../../src/secrets/stores.ts"
import { temporaryHome } from "../../store/sample.ts"

const nothing = { PATH: "" }

function homeWith(file: unknown): string {
  const home = temporaryHome()
  mkdirSync(gatewayFolder(home), { recursive: true })
  writeFileSync(configPath(home), typeof file === "string" ? file : JSON.stringify(file))
  return home
}

async function configOf(home: string, env: NodeJS.ProcessEnv = nothing): Promise<GatewayConfig> {
  const read = await readGatewayConfig(home, env)
  if (read.kind === "wrong") throw new Error(read.why)
  return read.config
}

async function whyWrong(file: unknown, env: NodeJS.ProcessEnv = nothing): Promise<string> {
  const read = await readGatewayConfig(homeWith(file), env)
  return read.kind === "wrong" ? read.why : "it was taken"
}

describe("the gateway's configuration without a file", () => {
  it.each<[string, NodeJS.ProcessEnv, readonly (readonly [string, string, unknown])[]]>([
    ["nothing", {}, []],
    [
      "GEMINI_API_KEY",
      { GEMINI_API_KEY: "k" },
      [["gemini", "gemini", { from: "env", name: "GEMINI_API_KEY" }]],
    ],
    [
      "GOOGLE_API_KEY",
      { GOOGLE_API_KEY: "k" },
      [["gemini", "gemini", { from: "env", name: "GOOGLE_API_KEY" }]],
    ],
    [
      "ANTHROPIC_API_KEY",
      { ANTHROPIC_API_KEY: "k" },
      [["anthropic", "anthropic", { from: "env", name: "ANTHROPIC_API_KEY" }]],
    ],
    [
      "OPENAI_API_KEY",
      { OPENAI_API_KEY: "k" },
      [["openai", "openai", { from: "env", name: "OPENAI_API_KEY" }]],
    ],
    [
      "GOOGLE_GENAI_USE_VERTEXAI with a project",
      { GOOGLE_GENAI_USE_VERTEXAI: "true", GOOGLE_CLOUD_PROJECT: "p" },
      [["vertex-gemini", "vertex-gemini", { from: "adc" }]],
    ],
    ["GOOGLE_GENAI_USE_VERTEXAI without a project", { GOOGLE_GENAI_USE_VERTEXAI: "1" }, []],
    ["OLLAMA_HOST", { OLLAMA_HOST: "0.0.0.0" }, [["ollama", "openai-compatible", { from: "none" }]]],
    ["an empty variable", { OPENAI_API_KEY: " " }, []],
  ])("forwards to what %s offers", async (_name, env, expected) => {
    const { upstreams } = await configOf(temporaryHome(), { ...nothing, ...env })
    expect(upstreams.map(({ name, kind, credentials }) => [name, kind, credentials[0]?.secret])).toEqual(
      expected,
    )
  })

  it.each([
    ["127.0.0.1:11500", "http://127.0.0.1:11500/v1"],
    ["http://models.lan:80", "http://models.lan:80/v1"],
    ["::", null],
    ["[::]:9", "http://127.0.0.1:9/v1"],
    ["box", "http://box:11434/v1"],
    ["https://ollama.example", "https://ollama.example:11434/v1"],
  ])("finds Ollama at OLLAMA_HOST=%s", async (host, expected) => {
    const { upstreams } = await configOf(temporaryHome(), { ...nothing, OLLAMA_HOST: host })
    expect(upstreams[0]?.baseUrl ?? null).toBe(expected)
  })

  it("forwards to Gemini with the key that `for-loop auth set gemini` kept", async () => {
    const home = temporaryHome()
    await fileStore({ home, env: nothing, platform: "linux" }).write(
      "gemini",
      "AIzaSyPlantedKeyOfATest-0123456789",
    )
    const { upstreams } = await configOf(home)
    expect(upstreams[0]?.credentials[0]?.secret).toEqual({ from: "kept", account: "gemini" })
  })

  it("fills every default in at one place", async () => {
    const read = await readGatewayConfig(temporaryHome(), nothing)
    expect(read).toMatchObject({
      existed: false,
      config: {
        server: { host: "127.0.0.1", port: 4857, drainMs: 10_000, keepAliveMs: 15_000 },
        aliases: [],
        budget: { dailyUsd: null, weeklyUsd: null, unknownPrice: "refuse" },
        log: { keepHours: 168, capture: false },
        images: { urls: "pass" },
        toolResults: { maxCharacters: null, tools: [] },
      },
    })
  })
})

describe("the gateway's configuration file", () => {
  it("takes what it names and fills in the rest", async () => {
    const home = homeWith({
      server: { port: 9000 },
      upstreams: [
        {
          kind: "gemini",
          strategy: "weighted",
          concurrency: { perModel: 4 },
          credentials: [
            { name: "a", secret: { from: "env", name: "KEY_A" }, weight: 3 },
            {
              name: "b",
              secret: { from: "kept", account: "b" },
              enabled: false,
              stopAtUsdPerDay: 2,
              modelStops: [{ model: "gemini-2.5-pro", usdPerDay: 1 }],
            },
          ],
        },
        { name: "local", kind: "openai-compatible", baseUrl: "http://127.0.0.1:8000/v1/" },
        { name: "vertex", kind: "vertex-claude", project: "p", location: "europe-west1" },
      ],
      aliases: [{ name: "fast", upstream: "local", model: "qwen3:8b" }],
      budget: { dailyUsd: 5 },
    })
    const config = await configOf(home, { ...nothing, OPENAI_API_KEY: "not asked for" })
    expect(config.upstreams.map(({ name }) => name)).toEqual(["gemini", "local", "vertex"])
    expect(config.upstreams[0]).toMatchObject({
      strategy: "weighted",
      concurrency: { perModel: 4, perCredential: null },
      credentials: [
        { name: "a", weight: 3, priority: 0, enabled: true, stopAtUsdPerDay: null },
        {
          name: "b",
          weight: 1,
          enabled: false,
          stopAtUsdPerDay: 2,
          modelStops: [{ model: "gemini-2.5-pro", usdPerDay: 1 }],
        },
      ],
      quirks: { jsonSchema: true, limitField: "max_completion_tokens" },
    })
    expect(config.upstreams[1]).toMatchObject({
      baseUrl: "http://127.0.0.1:8000/v1",
      credentials: [{ secret: { from: "none" } }],
      quirks: { limitField: "max_tokens", effort: "leave-out", responses: false },
    })
    expect(config.upstreams[2]).toMatchObject({ project: "p", location: "europe-west1" })
    expect(config).toMatchObject({ server: { port: 9000, host: "127.0.0.1" }, budget: { dailyUsd: 5 } })
  })

  it.each<[string, unknown, RegExp]>([
    ["no JSON", "{ nope", /it is no JSON/],
    ["no object", "[]", /must be an object/],
    ["a port that is none", { server: { port: 70_000 } }, /server\.port: must be at most 65535/],
    [
      "an unknown kind",
      { upstreams: [{ kind: "groq" }] },
      /upstreams\.0\.kind: must be one of gemini, vertex-gemini, .*openai-compatible\./,
    ],
    [
      "a secret in it",
      { upstreams: [{ kind: "openai", credentials: [{ name: "a", secret: "sk-1234" }] }] },
      /secret: must be like .* never the secret itself/,
    ],
    [
      "a server of nobody",
      { upstreams: [{ kind: "openai-compatible" }] },
      /upstreams\.0\.baseUrl: is missing/,
    ],
    [
      "an address of another kind",
      { upstreams: [{ kind: "openai", baseUrl: "file:///etc" }] },
      /baseUrl: must begin with http/,
    ],
    [
      "a password in an address",
      { upstreams: [{ kind: "openai", baseUrl: "https://a:b@x.y" }] },
      /baseUrl: must hold no user/,
    ],
    ["a name with a slash", { upstreams: [{ name: "a/b", kind: "openai" }] }, /upstreams\.0\.name/],
    ["one name twice", { upstreams: [{ kind: "openai" }, { kind: "openai" }] }, /two are called "openai"/],
    [
      "an alias of nothing",
      { upstreams: [{ kind: "openai" }], aliases: [{ name: "x", upstream: "y", model: "z" }] },
      /aliases\.0\.upstream: there is no upstream "y"/,
    ],
    ["a cap of nothing", { budget: { dailyUsd: 0 } }, /budget\.dailyUsd/],
    [
      "the sign-in of another product",
      {
        upstreams: [
          {
            kind: "vertex-gemini",
            credentials: [
              { name: "a", secret: { from: "service-account", path: "/home/me/.gemini/oauth_creds.json" } },
            ],
          },
        ],
      },
      /sign-in of another Google product/,
    ],
  ])("refuses %s in one sentence with file, field and next step", async (_name, file, why) => {
    const told = await whyWrong(file)
    expect(told).toMatch(why)
    expect(told).toContain("config.json")
    expect(told).toContain("Correct the file")
    expect(told).not.toContain("sk-1234")
  })

  it("tells fields that it does not know, and takes the rest", async () => {
    const file = { servr: {}, upstreams: [{ kind: "openai", wieght: 2 }], $schema: "x" }
    expect(unknownFields(file)).toEqual(["servr", "upstreams.0.wieght"])
    expect((await configOf(homeWith(file))).upstreams).toHaveLength(1)
  })

  it("is shown without any secret, and with every place where one lies", async () => {
    const home = homeWith({
      upstreams: [
        {
          kind: "gemini",
          proxy: "http://user:hunter2@proxy.example:3128",
          credentials: [
            { name: "a", secret: { from: "env", name: "KEY_A" } },
            { name: "b", secret: { from: "env", name: "KEY_B" } },
            { name: "c", secret: { from: "kept", account: "c" } },
            { name: "d", secret: { from: "service-account", path: "/nowhere.json" } },
          ],
        },
      ],
    })
    const env = { ...nothing, KEY_A: "AIzaSyPlantedKeyOfATest-0123456789" }
    const place = { home, env, platform: "linux" } as const
    await fileStore(place).write("c", "AIzaSyOtherPlantedKey-0123456789ab")
    const config = await configOf(home, env)
    const states = await secretStates(config, place)
    expect(states.map(({ credential, state }) => [credential, state])).toEqual([
      ["a", "there"],
      ["b", "missing"],
      ["c", "there"],
      ["d", "missing"],
    ])
    const shown = JSON.stringify([effectiveConfig(config), states])
    expect(shown).not.toMatch(/Planted|hunter2/)
    expect(shown).toContain("proxy.example:3128")
  })
})

describe("the environment over the gateway's configuration", () => {
  const file = { server: { host: "127.0.0.2", port: 1 }, budget: { dailyUsd: 1, weeklyUsd: 1 } }

  it.each<[string, string, (config: GatewayConfig) => unknown, unknown]>([
    ["FOR_LOOP_GATEWAY_HOST", "127.0.0.3", ({ server }) => server.host, "127.0.0.3"],
    ["FOR_LOOP_GATEWAY_PORT", "8123", ({ server }) => server.port, 8123],
    ["FOR_LOOP_GATEWAY_DAILY_USD", "2.5", ({ budget }) => budget.dailyUsd, 2.5],
    ["FOR_LOOP_GATEWAY_WEEKLY_USD", "20", ({ budget }) => budget.weeklyUsd, 20],
    ["FOR_LOOP_GATEWAY_LOG_HOURS", "24", ({ log }) => log.keepHours, 24],
    ["FOR_LOOP_GATEWAY_CAPTURE", "1", ({ log }) => log.capture, true],
    ["FOR_LOOP_GATEWAY_CAPTURE", "false", ({ log }) => log.capture, false],
  ])("%s=%s stands above the file", async (name, value, read, expected) => {
    expect(read(await configOf(homeWith(file), { ...nothing, [name]: value }))).toBe(expected)
  })

  it.each([
    ["FOR_LOOP_GATEWAY_PORT", "http"],
    ["FOR_LOOP_GATEWAY_PORT", "65536"],
    ["FOR_LOOP_GATEWAY_DAILY_USD", "-1"],
    ["FOR_LOOP_GATEWAY_WEEKLY_USD", "0"],
    ["FOR_LOOP_GATEWAY_LOG_HOURS", "0"],
    ["FOR_LOOP_GATEWAY_CAPTURE", "maybe"],
    ["OUTBOUND_PROXY", "proxy.example"],
  ])("%s=%s is refused in a sentence that names it", async (name, value) => {
    expect(await whyWrong(file, { ...nothing, [name]: value })).toMatch(
      new RegExp(`^The variable ${name} must be`),
    )
  })

  it("changes nothing in the file", async () => {
    const home = homeWith(file)
    await configOf(home, { ...nothing, FOR_LOOP_GATEWAY_PORT: "8123" })
    expect(JSON.parse(readFileSync(configPath(home), "utf8"))).toEqual(file)
  })
})
