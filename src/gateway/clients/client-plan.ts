import { homedir } from "node:os"
import { join } from "node:path"
import { entryKind } from "../../system/files.ts"
import { envSettings } from "./env-settings.ts"
import { jsonSettings } from "./json-settings.ts"
import type { Setting, SettingFormat } from "./setting.ts"
import { tomlSettings } from "./toml-settings.ts"

/** Clients whose own settings can be pointed at the gateway. */
export const settableClients = ["claude-code", "gemini-cli", "codex", "opencode"] as const
export type SettableClient = (typeof settableClients)[number]

export type FormatName = "json" | "env" | "toml"

/** A file of a client, and what goes into it. */
export type PlannedFile = {
  readonly path: string
  readonly format: FormatName
  readonly settings: readonly Setting[]
}

export type PlanOrder = {
  readonly url: string
  readonly key: string
  readonly models: readonly string[]
  /** The one that a client shall ask for, where the user named one. */
  readonly model?: string | null
}

/** The name of our provider in clients that name them. */
export const providerName = "for-loop"

export function formatOf(name: FormatName): SettingFormat {
  switch (name) {
    case "json":
      return jsonSettings
    case "env":
      return envSettings
    case "toml":
      return tomlSettings
    default:
      return name satisfies never
  }
}

/** The settings that a client needs, in its own files. Sources: each client's documentation, and runs of the clients. */
export function planOf(
  client: SettableClient,
  env: NodeJS.ProcessEnv,
  { url, key, models, model = null }: PlanOrder,
): readonly PlannedFile[] {
  switch (client) {
    case "claude-code":
      return [
        {
          path: claudeSettings(env),
          format: "json",
          settings: [
            { key: ["env", "ANTHROPIC_BASE_URL"], value: url },
            // As a bearer: a key of its own kind would be asked about at the next start.
            { key: ["env", "ANTHROPIC_AUTH_TOKEN"], value: key },
            { key: ["env", "CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY"], value: "1" },
          ],
        },
      ]
    case "gemini-cli": {
      const folder = join(env.GEMINI_CLI_HOME || userHome(env), ".gemini")
      return [
        {
          path: join(folder, "settings.json"),
          format: "json",
          settings: [{ key: ["security", "auth", "selectedType"], value: "gemini-api-key" }],
        },
        {
          path: join(folder, ".env"),
          format: "env",
          settings: [
            { key: ["GOOGLE_GEMINI_BASE_URL"], value: url },
            { key: ["GEMINI_API_KEY"], value: key },
          ],
        },
      ]
    }
    case "codex":
      return [
        {
          path: join(env.CODEX_HOME || join(userHome(env), ".codex"), "config.toml"),
          format: "toml",
          settings: [
            ...(model === null ? [] : [{ key: ["model"], value: model }]),
            { key: ["model_provider"], value: providerName },
            {
              key: ["model_providers", providerName],
              value: {
                name: "For Loop gateway",
                base_url: `${url}/v1`,
                wire_api: "responses",
                experimental_bearer_token: key,
              },
            },
          ],
        },
      ]
    case "opencode":
      return [
        {
          path: openCodeSettings(env),
          format: "json",
          settings: [
            {
              key: ["provider", providerName],
              value: {
                npm: "@ai-sdk/openai-compatible",
                name: "For Loop gateway",
                options: { baseURL: `${url}/v1`, apiKey: key },
                models: Object.fromEntries(models.map((model) => [model, { name: model }])),
              },
            },
          ],
        },
      ]
    default:
      return client satisfies never
  }
}

function claudeSettings(env: NodeJS.ProcessEnv): string {
  return join(env.CLAUDE_CONFIG_DIR || join(userHome(env), ".claude"), "settings.json")
}

/** The one that is there; OpenCode takes both endings. */
function openCodeSettings(env: NodeJS.ProcessEnv): string {
  const folder = join(env.XDG_CONFIG_HOME || join(userHome(env), ".config"), "opencode")
  const commented = join(folder, "opencode.jsonc")
  return entryKind(commented) === null ? join(folder, "opencode.json") : commented
}

function userHome(env: NodeJS.ProcessEnv): string {
  return (process.platform === "win32" ? env.USERPROFILE : env.HOME) || homedir()
}
