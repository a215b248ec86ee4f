import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type SettableClient, settableClients } from "../../../src/gateway/clients/client-plan.ts"
import { clientFiles, setUpClient, undoClient } from "../../../src/gateway/clients/set-up-client.ts"

const url = "http://127.0.0.1:4857"
const key = "fl-secret-of-the-client"
const models = ["gemini-3.1-pro", "claude-sonnet-5"]

const paths: Readonly<Record<SettableClient, readonly string[]>> = {
  "claude-code": [".claude/settings.json"],
  "gemini-cli": [".gemini/settings.json", ".gemini/.env"],
  codex: [".codex/config.toml"],
  opencode: [".config/opencode/opencode.json"],
}

describe("clients are pointed at the gateway", () => {
  let user = ""
  let home = ""
  beforeEach(() => {
    user = mkdtempSync(join(tmpdir(), "for-loop-clients-"))
    home = join(user, ".for-loop")
  })
  afterEach(() => rmSync(user, { recursive: true, force: true }))

  const env = () => ({ HOME: user, USERPROFILE: user })
  const order = () => ({ home, env: env(), url, key, models })
  const read = (path: string) => readFileSync(join(user, path), "utf8")
  const put = (path: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(join(user, path)), { recursive: true })
    writeFileSync(join(user, path), text)
    chmodSync(join(user, path), mode)
  }

  for (const client of settableClients) {
    it(`${client}: leaves nothing behind when nothing was there`, () => {
      expect(setUpClient(client, order())).toMatchObject({ kind: "changed" })
      for (const path of paths[client]) {
        expect(statSync(join(user, path)).mode & 0o777).toBe(process.platform === "win32" ? 0o666 : 0o600)
      }
      expect(paths[client].map(read).join("\n")).toContain(key)
      expect(paths[client].map(read).join("\n")).toContain(url)
      expect(clientFiles(client, order())).toEqual({
        isSetUp: true,
        files: paths[client].map((path) => join(user, path)),
      })
      expect(undoClient(client, order())).toMatchObject({ kind: "changed" })
      for (const path of paths[client]) expect(existsSync(join(user, path))).toBe(false)
      expect(clientFiles(client, order()).isSetUp).toBe(false)
      expect(undoClient(client, order()).kind).toBe("nothing")
    })
  }

  const foreign: readonly (readonly [SettableClient, string, string])[] = [
    [
      "claude-code",
      ".claude/settings.json",
      '{"permissions":{"allow":["Bash(npm test)"]},\t"model": "opus"}',
    ],
    [
      "claude-code",
      ".claude/settings.json",
      '{\n    "env": {\n        "ANTHROPIC_BASE_URL": "https://elsewhere.example",\n        "EDITOR": "vi"\n    },\n    "model": "opus"\n}',
    ],
    ["claude-code", ".claude/settings.json", "{}"],
    ["claude-code", ".claude/settings.json", '{ "env": {} }\r\n'],
    ["gemini-cli", ".gemini/settings.json", '// mine\n{\n  "ui": { "theme": "GitHub", }, // dark\n}\n'],
    ["gemini-cli", ".gemini/.env", "# keys\nexport GEMINI_API_KEY='old'\nOTHER=1"],
    [
      "codex",
      ".codex/config.toml",
      'model = "gpt-5.5"\nmodel_provider = "openai" # mine\n\n[mcp_servers.x]\ncommand = "x"\n',
    ],
    ["codex", ".codex/config.toml", "[tui]\nnotifications = true\n\n\n"],
    [
      "opencode",
      ".config/opencode/opencode.json",
      '{\n\t"provider": {\n\t\t"mine": { "npm": "x" }\n\t}\n}\n',
    ],
  ]
  for (const [client, path, text] of foreign) {
    it(`${client}: ${JSON.stringify(text).slice(0, 60)} comes back byte for byte`, () => {
      put(path, text, 0o640)
      expect(setUpClient(client, order())).toMatchObject({ kind: "changed" })
      expect(read(path)).not.toBe(text)
      expect(undoClient(client, order())).toMatchObject({ kind: "changed" })
      expect(read(path)).toBe(text)
      if (process.platform !== "win32") expect(statSync(join(user, path)).mode & 0o777).toBe(0o640)
    })
  }

  it("keeps every setting that is not its own", () => {
    put(".claude/settings.json", '{\n  "env": { "EDITOR": "vi" },\n  "hooks": { "Stop": [] }\n}\n')
    setUpClient("claude-code", order())
    expect(JSON.parse(read(".claude/settings.json"))).toEqual({
      env: {
        EDITOR: "vi",
        ANTHROPIC_BASE_URL: url,
        ANTHROPIC_AUTH_TOKEN: key,
        CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY: "1",
      },
      hooks: { Stop: [] },
    })
  })

  it("writes for OpenCode a provider that names its models", () => {
    setUpClient("opencode", order())
    expect(JSON.parse(read(".config/opencode/opencode.json"))).toEqual({
      provider: {
        "for-loop": {
          npm: "@ai-sdk/openai-compatible",
          name: "For Loop gateway",
          options: { baseURL: `${url}/v1`, apiKey: key },
          models: {
            "gemini-3.1-pro": { name: "gemini-3.1-pro" },
            "claude-sonnet-5": { name: "claude-sonnet-5" },
          },
        },
      },
    })
  })

  it("writes for Codex the model that was named, and gives it its own again", () => {
    put(".codex/config.toml", 'model = "mine"\n')
    expect(setUpClient("codex", { ...order(), model: "gemini-3.1-pro" })).toMatchObject({
      message: "Codex uses the gateway from its next start on.",
    })
    expect(read(".codex/config.toml")).toContain('model = "gemini-3.1-pro"\n')
    undoClient("codex", order())
    expect(read(".codex/config.toml")).toBe('model = "mine"\n')
  })

  it("writes for Codex a provider below the keys of the top level", () => {
    put(".codex/config.toml", "[tui]\nnotifications = true\n")
    setUpClient("codex", order())
    expect(read(".codex/config.toml")).toBe(
      [
        'model_provider = "for-loop"',
        "[tui]",
        "notifications = true",
        "",
        "[model_providers.for-loop]",
        'name = "For Loop gateway"',
        `base_url = "${url}/v1"`,
        'wire_api = "responses"',
        `experimental_bearer_token = "${key}"`,
        "",
      ].join("\n"),
    )
  })

  it("takes out its own settings alone when somebody else changed the file since", () => {
    put(".claude/settings.json", '{\n  "env": { "ANTHROPIC_BASE_URL": "https://elsewhere.example" }\n}\n')
    setUpClient("claude-code", order())
    const later = read(".claude/settings.json").replace(
      '"env": {',
      '"model": "opus",\n  "env": { "LATER": "1",',
    )
    put(".claude/settings.json", later)
    undoClient("claude-code", order())
    expect(JSON.parse(read(".claude/settings.json"))).toEqual({
      model: "opus",
      env: { LATER: "1", ANTHROPIC_BASE_URL: "https://elsewhere.example" },
    })
  })

  it("takes its lines out of a changed file of variables and of Codex's", () => {
    put(".gemini/.env", "GEMINI_API_KEY=old\n")
    put(".codex/config.toml", 'model_provider = "openai"\n')
    setUpClient("gemini-cli", order())
    setUpClient("codex", order())
    put(".gemini/.env", `${read(".gemini/.env")}LATER=1\n`)
    put(".codex/config.toml", `${read(".codex/config.toml")}\n[later]\nx = 1\n`)
    undoClient("gemini-cli", order())
    undoClient("codex", order())
    expect(read(".gemini/.env")).toBe("GEMINI_API_KEY=old\nLATER=1\n")
    expect(read(".codex/config.toml")).toBe('model_provider = "openai"\n\n[later]\nx = 1\n')
  })

  it("does not bring back a setting that somebody changed to another since", () => {
    setUpClient("gemini-cli", order())
    put(".gemini/.env", read(".gemini/.env").replace(key, "their-own"))
    undoClient("gemini-cli", order())
    expect(read(".gemini/.env")).toBe("GEMINI_API_KEY=their-own\n")
  })

  it("may be done twice, and undone to what was there before the first time", () => {
    const text = '{ "model": "opus" }'
    put(".claude/settings.json", text)
    setUpClient("claude-code", order())
    setUpClient("claude-code", { ...order(), url: "http://127.0.0.1:9999" })
    expect(read(".claude/settings.json")).toContain("9999")
    undoClient("claude-code", order())
    expect(read(".claude/settings.json")).toBe(text)
  })

  it.skipIf(process.platform === "win32")("follows a link to settings that are kept elsewhere", () => {
    put("dotfiles/claude.json", "{}\n")
    mkdirSync(join(user, ".claude"))
    symlinkSync(join(user, "dotfiles/claude.json"), join(user, ".claude/settings.json"))
    setUpClient("claude-code", order())
    expect(read("dotfiles/claude.json")).toContain(key)
    undoClient("claude-code", order())
    expect(read("dotfiles/claude.json")).toBe("{}\n")
    expect(read(".claude/settings.json")).toBe("{}\n")
  })

  it.each([
    ["claude-code", ".claude/settings.json", "[1]"],
    ["claude-code", ".claude/settings.json", '{ "env": '],
    ["claude-code", ".claude/settings.json", '{ "env": "none" }'],
    ["codex", ".codex/config.toml", "[model_providers.for-loop]\nname = 'theirs'\n"],
  ] as const)("%s: leaves %s alone when it holds %j", (client, path, text) => {
    put(path, text)
    expect(setUpClient(client, order()).kind).toBe("refused")
    expect(read(path)).toBe(text)
    expect(clientFiles(client, order()).isSetUp).toBe(false)
  })

  it("leaves the first file alone when the second cannot be changed", () => {
    put(".gemini/settings.json", "{}")
    mkdirSync(join(user, ".gemini/.env.d"), { recursive: true })
    writeFileSync(join(user, ".gemini/.env"), Buffer.from([0xff, 0xfe, 0x41]))
    expect(setUpClient("gemini-cli", order())).toMatchObject({ kind: "refused" })
    expect(read(".gemini/settings.json")).toBe("{}")
  })

  it("looks where the client's own variables say", () => {
    const set = { ...env(), CLAUDE_CONFIG_DIR: join(user, "claude"), CODEX_HOME: join(user, "codex") }
    expect(clientFiles("claude-code", { home, env: set }).files).toEqual([join(user, "claude/settings.json")])
    expect(clientFiles("codex", { home, env: set }).files).toEqual([join(user, "codex/config.toml")])
  })
})
