import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Format } from "../../src/gateway/config/config.ts"
import type { FakePart } from "../gateway/fakes/fake-answer.ts"
import type { HostRun } from "../hosts/run-host.ts"
import { runHost } from "../hosts/run-host.ts"
import { clientFile, clientsFolder } from "./client-packages.ts"
import type { ClientSandbox } from "./client-sandbox.ts"

const runTimeoutMs = 60_000

/** A real client: how it is pointed at an address, and by which tool its model writes a file. */
export type Client = {
  readonly name: string
  readonly format: Format
  /** The ways it can ask for an answer. */
  readonly modes: readonly Mode[]
  /** A model of its own vendor. */
  readonly model: string
  /** The name it can be told to ask for when a model of this name is meant; another one needs an alias. */
  readonly asksFor: (model: string) => string
  /** The call that makes this client write `content` to `file` of the project. */
  readonly write: (file: string, content: string, project: string) => FakePart & { kind: "call" }
  readonly run: (sandbox: ClientSandbox, ask: ClientAsk) => Promise<HostRun>
  /** What it told its user at the end. */
  readonly finalText: (run: HostRun) => string
}

export type Mode = "streamed" | "plain"

type ClientAsk = {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string
  readonly key: string
  readonly model: string
  readonly mode: Mode
  readonly prompt: string
  readonly signal?: AbortSignal
}

/** The four SDKs, one of them in two ages, each in a small program with a tool loop of its own. */
const sdks: readonly Client[] = [
  sdk("openai chat", "openai-chat", "gpt-5.5", "openai-chat"),
  sdk("openai responses", "openai-responses", "gpt-5.5", "openai-responses"),
  sdk("@anthropic-ai/sdk 1.10.0", "anthropic", "claude-sonnet-5", "anthropic", "@anthropic-ai/sdk"),
  sdk("@anthropic-ai/sdk 0.137.0", "anthropic", "claude-sonnet-5", "anthropic", "anthropic-sdk-old"),
  sdk("@google/genai", "gemini", "gemini-2.5-flash", "genai"),
]

const claudeCode: Client = {
  name: "Claude Code",
  format: "anthropic",
  modes: ["streamed"],
  model: "claude-sonnet-5",
  asksFor: (model) => model,
  write: (file, content, project) =>
    call("Write", { file_path: join(project, file), content }, "toolu_fake_1"),
  run: (sandbox, { url, key, model, prompt, signal }) =>
    runHost({
      program: clientFile(
        `@anthropic-ai/claude-code-${process.platform}-${process.arch}/claude`,
        "@anthropic-ai/claude-code/cli.js",
      ),
      args: ["-p", prompt, "--model", model, "--permission-mode", "acceptEdits", "--output-format", "json"],
      cwd: sandbox.project,
      env: {
        ...sandbox.env,
        ANTHROPIC_BASE_URL: url,
        ANTHROPIC_API_KEY: key,
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
        DISABLE_TELEMETRY: "1",
        DISABLE_AUTOUPDATER: "1",
        IS_SANDBOX: "1",
      },
      timeoutMs: runTimeoutMs,
      signal,
    }),
  finalText: ({ stream, stdout }) => textIn(stream.at(-1)?.result) ?? stdout,
}

const geminiCli: Client = {
  name: "Gemini CLI",
  format: "gemini",
  modes: ["streamed"],
  model: "gemini-2.5-pro",
  // It knows its own vendor's models alone.
  asksFor: () => "gemini-2.5-pro",
  write: (file, content, project) => call("write_file", { file_path: join(project, file), content }, null),
  run: (sandbox, { url, key, model, prompt, signal }) => {
    const folder = join(sandbox.home, ".gemini")
    mkdirSync(folder, { recursive: true })
    const settings = {
      security: { auth: { selectedType: "gemini-api-key" }, folderTrust: { enabled: false } },
      telemetry: { enabled: false },
      privacy: { usageStatisticsEnabled: false },
      general: { enableAutoUpdate: false },
    }
    writeFileSync(join(folder, "settings.json"), JSON.stringify(settings))
    return runHost({
      program: process.execPath,
      args: [
        clientFile("@google/gemini-cli/bundle/gemini.js"),
        ...["-p", prompt, "--approval-mode", "yolo", "-m", model, "--output-format", "json"],
      ],
      cwd: sandbox.project,
      env: {
        ...sandbox.env,
        GOOGLE_GEMINI_BASE_URL: url,
        GEMINI_API_KEY: key,
        GEMINI_CLI_TRUST_WORKSPACE: "true",
      },
      timeoutMs: runTimeoutMs,
      signal,
    })
  },
  finalText: ({ stdout }) => stdout,
}

const codex: Client = {
  name: "Codex",
  format: "openai-responses",
  modes: ["streamed"],
  model: "gpt-5.5",
  asksFor: (model) => model,
  write: (file, content) => call("exec_command", { cmd: `printf %s '${content}' > ${file}` }, "call_fake_1"),
  run: (sandbox, { url, key, model, prompt, signal }) => {
    const home = join(sandbox.home, "codex")
    mkdirSync(home, { recursive: true })
    const config = [
      `model = "${model}"`,
      `model_provider = "gw"`,
      "[model_providers.gw]",
      `name = "gw"`,
      `base_url = "${url}/v1"`,
      `env_key = "GW_KEY"`,
      `wire_api = "responses"`,
    ]
    writeFileSync(join(home, "config.toml"), `${config.join("\n")}\n`)
    return runHost({
      program: clientFile(
        "@openai/codex-linux-x64/vendor/x86_64-unknown-linux-musl/bin/codex",
        "@openai/codex-linux-x64/vendor/x86_64-unknown-linux-musl/codex/codex",
        "@openai/codex/bin/codex.js",
      ),
      args: ["exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox", "--json", prompt],
      cwd: sandbox.project,
      env: { ...sandbox.env, CODEX_HOME: home, GW_KEY: key },
      timeoutMs: runTimeoutMs,
      signal,
    })
  },
  finalText: ({ stdout }) => stdout,
}

const openCode: Client = {
  name: "OpenCode",
  format: "openai-chat",
  modes: ["streamed"],
  model: "gpt-5.5",
  asksFor: (model) => model,
  // Which tool edits files depends on the model's name here; the shell is always there.
  write: (file, content) =>
    call(
      "bash",
      { command: `printf %s '${content}' > ${file}`, description: "Writes a file" },
      "call_fake_1",
    ),
  run: (sandbox, { url, key, model, prompt, signal }) => {
    const provider = {
      npm: "@ai-sdk/openai-compatible",
      name: "gw",
      options: { baseURL: `${url}/v1`, apiKey: key },
      models: { [model]: { name: model } },
    }
    const config = {
      $schema: "https://opencode.ai/config.json",
      provider: { gw: provider },
      autoupdate: false,
    }
    writeFileSync(join(sandbox.project, "opencode.json"), JSON.stringify(config))
    return runHost({
      program: clientFile(
        `opencode-${process.platform}-${process.arch}-baseline/bin/opencode`,
        `opencode-${process.platform}-${process.arch}/bin/opencode`,
      ),
      args: ["run", "--model", `gw/${model}`, prompt],
      cwd: sandbox.project,
      env: { ...sandbox.env, OPENCODE_DISABLE_AUTOUPDATE: "1", OPENCODE_DISABLE_MODELS_FETCH: "1" },
      timeoutMs: runTimeoutMs,
      signal,
    })
  },
  finalText: ({ stdout }) => stdout,
}

export const clients: readonly Client[] = [...sdks, claudeCode, geminiCli, codex, openCode]

/** The client of this name; throws when there is none. */
export function clientNamed(name: string): Client {
  const found = clients.find((client) => client.name === name)
  if (found === undefined) throw new Error(`There is no client ${name}.`)
  return found
}

function sdk(name: string, format: Format, model: string, program: string, packageName = program): Client {
  return {
    name,
    format,
    modes: ["streamed", "plain"],
    model,
    asksFor: (name) => name,
    write: (path, content) =>
      call("write_file", { path, content }, format === "gemini" ? null : "call_fake_1"),
    run: (sandbox, { url, key, model: asked, mode, prompt, signal }) => {
      const order = { url, key, model: asked, stream: mode === "streamed", prompt, package: packageName }
      return runHost({
        program: process.execPath,
        args: [join(import.meta.dirname, "programs", `${program}.mjs`)],
        cwd: sandbox.project,
        env: { ...sandbox.env, CLIENT_ORDER: JSON.stringify(order), CLIENT_PACKAGES: clientsFolder },
        timeoutMs: runTimeoutMs,
        signal,
      })
    },
    finalText: ({ stream }) => textIn(stream.at(-1)?.final) ?? "",
  }
}

function call(name: string, args: unknown, id: string | null): FakePart & { kind: "call" } {
  return { kind: "call", id, name, args }
}

function textIn(value: unknown): string | null {
  return typeof value === "string" ? value : null
}
