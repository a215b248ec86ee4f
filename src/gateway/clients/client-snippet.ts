import { providerName, type SettableClient } from "./client-plan.ts"

export type SnippetClient = SettableClient | "openai" | "anthropic" | "genai"

export type Snippet = { readonly title: string; readonly fileName: string; readonly text: string }

export type SnippetOrder = {
  /** Of the gateway, without a slash at its end. */
  readonly url: string
  /** Null = a place is held for it. */
  readonly key: string | null
  readonly model: string
}

const placeholder = "YOUR-CLIENT-KEY"

/** What to put where so that a client uses the gateway. */
export function clientSnippet(client: SnippetClient, { url, key, model }: SnippetOrder): Snippet {
  const secret = key ?? placeholder
  switch (client) {
    case "claude-code":
      return {
        title: "Claude Code: ~/.claude/settings.json",
        fileName: "claude-settings.json",
        text: json({
          env: {
            ANTHROPIC_BASE_URL: url,
            ANTHROPIC_AUTH_TOKEN: secret,
            CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY: "1",
          },
        }),
      }
    case "gemini-cli":
      return {
        title: "Gemini CLI: ~/.gemini/.env, and the sign-in type gemini-api-key",
        fileName: "gemini.env",
        text: `GOOGLE_GEMINI_BASE_URL=${url}\nGEMINI_API_KEY=${secret}\n`,
      }
    case "codex":
      return {
        title: "Codex: ~/.codex/config.toml",
        fileName: "codex-config.toml",
        text: [
          `model = ${JSON.stringify(model)}`,
          `model_provider = "${providerName}"`,
          "",
          `[model_providers.${providerName}]`,
          'name = "For Loop gateway"',
          `base_url = "${url}/v1"`,
          'wire_api = "responses"',
          `experimental_bearer_token = "${secret}"`,
          "",
        ].join("\n"),
      }
    case "opencode":
      return {
        title: "OpenCode: ~/.config/opencode/opencode.json",
        fileName: "opencode.json",
        text: json({
          $schema: "https://opencode.ai/config.json",
          provider: {
            [providerName]: {
              npm: "@ai-sdk/openai-compatible",
              name: "For Loop gateway",
              options: { baseURL: `${url}/v1`, apiKey: secret },
              models: { [model]: { name: model } },
            },
          },
        }),
      }
    case "openai":
      return {
        title: "openai",
        fileName: "openai-client.mjs",
        text: code([
          'import OpenAI from "openai"',
          "",
          `const client = new OpenAI({ baseURL: "${url}/v1", apiKey: "${secret}" })`,
          "const answer = await client.chat.completions.create({",
          `  model: ${JSON.stringify(model)},`,
          '  messages: [{ role: "user", content: "Hello" }],',
          "})",
          "console.log(answer.choices[0].message.content)",
        ]),
      }
    case "anthropic":
      return {
        title: "@anthropic-ai/sdk",
        fileName: "anthropic-client.mjs",
        text: code([
          'import Anthropic from "@anthropic-ai/sdk"',
          "",
          `const client = new Anthropic({ baseURL: "${url}", apiKey: "${secret}" })`,
          "const answer = await client.messages.create({",
          `  model: ${JSON.stringify(model)},`,
          "  max_tokens: 1024,",
          '  messages: [{ role: "user", content: "Hello" }],',
          "})",
          "console.log(answer.content)",
        ]),
      }
    case "genai":
      return {
        title: "@google/genai",
        fileName: "genai-client.mjs",
        text: code([
          'import { GoogleGenAI } from "@google/genai"',
          "",
          `const client = new GoogleGenAI({ apiKey: "${secret}", httpOptions: { baseUrl: "${url}" } })`,
          `const answer = await client.models.generateContent({ model: ${JSON.stringify(model)}, contents: "Hello" })`,
          "console.log(answer.text)",
        ]),
      }
    default:
      return client satisfies never
  }
}

/** The vendor's own family where the gateway offers it, else the first that it offers. */
export function modelFor(client: SnippetClient, offered: readonly string[]): string {
  const family = familyOf(client)
  return offered.find((model) => model.startsWith(family)) ?? offered[0] ?? usual[family]
}

const usual = { "claude-": "claude-sonnet-5", "gpt-": "gpt-5.5", "gemini-": "gemini-3.5-flash" } as const

function familyOf(client: SnippetClient): keyof typeof usual {
  switch (client) {
    case "claude-code":
    case "anthropic":
      return "claude-"
    case "codex":
    case "openai":
      return "gpt-"
    case "gemini-cli":
    case "genai":
    case "opencode":
      return "gemini-"
    default:
      return client satisfies never
  }
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function code(lines: readonly string[]): string {
  return `${lines.join("\n")}\n`
}
