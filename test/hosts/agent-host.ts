import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { toldTexts as anthropicTexts, startFakeAnthropic } from "./fake-anthropic.ts"
import { toldTexts as geminiTexts, startFakeGemini } from "./fake-gemini.ts"
import type { FakeModel } from "./fake-model.ts"
import type { HookEventName } from "./hook-command.ts"
import type { HostName } from "./host-binaries.ts"
import { locateHost } from "./host-binaries.ts"
import type { HostRun } from "./run-host.ts"
import { runHost } from "./run-host.ts"
import type { Sandbox } from "./sandbox.ts"
import type { TurnScript } from "./turn-script.ts"

const runTimeoutMs = 60_000
const hookTimeoutSec = 60

/** How one real agent CLI is set up, fed and asked; everything that differs between the two stands here. */
export type AgentHost = {
  readonly name: HostName
  readonly events: Readonly<Record<"stop" | "prompt" | "tool", HookEventName>>
  startModel(script: TurnScript, project: string): Promise<FakeModel>
  toldTexts(body: unknown): readonly string[]
  /** Writes the settings file that registers one command per event (event name → shell command). */
  registerHooks(sandbox: Sandbox, commands: Readonly<Record<string, string>>): void
  run(sandbox: Sandbox, model: FakeModel, ask: Ask): Promise<HostRun>
}

export type Ask = {
  readonly prompt: string
  /** Continue the last conversation of this sandbox instead of a new one. */
  readonly conversation: "new" | "last"
  readonly signal?: AbortSignal
}

export const claudeCode: AgentHost = {
  name: "claude-code",
  events: { stop: "Stop", prompt: "UserPromptSubmit", tool: "PreToolUse" },
  startModel: startFakeAnthropic,
  toldTexts: anthropicTexts,
  registerHooks: ({ project }, commands) => {
    const handler = (command: string) => [{ hooks: [{ type: "command", command, timeout: hookTimeoutSec }] }]
    writeSettings(join(project, ".claude"), { hooks: mapValues(commands, handler) })
  },
  run: (sandbox, model, { prompt, conversation, signal }) => {
    const { program, args } = located("claude-code")
    const resume = conversation === "last" ? ["--continue"] : []
    const flags = ["--permission-mode", "acceptEdits", "--output-format", "stream-json", "--verbose"]
    return runHost({
      program,
      args: [...args, ...resume, "-p", prompt, ...flags],
      cwd: sandbox.project,
      env: {
        ...sandbox.env,
        ANTHROPIC_BASE_URL: model.url,
        ANTHROPIC_API_KEY: "fake",
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
        DISABLE_TELEMETRY: "1",
        DISABLE_AUTOUPDATER: "1",
        IS_SANDBOX: "1",
      },
      timeoutMs: runTimeoutMs,
      signal,
    })
  },
}

export const geminiCli: AgentHost = {
  name: "gemini-cli",
  events: { stop: "AfterAgent", prompt: "BeforeAgent", tool: "BeforeTool" },
  startModel: startFakeGemini,
  toldTexts: geminiTexts,
  registerHooks: ({ home }, commands) => {
    const handler = (command: string, event: string) => [
      { hooks: [{ type: "command", name: `for-loop-${event}`, command, timeout: hookTimeoutSec * 1000 }] },
    ]
    writeSettings(join(home, ".gemini"), {
      hooksConfig: { enabled: true },
      hooks: mapValues(commands, handler),
      security: { auth: { selectedType: "gemini-api-key" }, folderTrust: { enabled: false } },
      telemetry: { enabled: false },
      privacy: { usageStatisticsEnabled: false },
      general: { enableAutoUpdate: false },
    })
  },
  run: (sandbox, model, { prompt, conversation, signal }) => {
    const { program, args } = located("gemini-cli")
    const resume = conversation === "last" ? ["--resume", "latest"] : []
    const flags = ["--approval-mode", "yolo", "-m", "gemini-2.5-pro", "--output-format", "stream-json"]
    return runHost({
      program,
      args: [...args, ...resume, "-p", prompt, ...flags],
      cwd: sandbox.project,
      env: {
        ...sandbox.env,
        GOOGLE_GEMINI_BASE_URL: model.url,
        GEMINI_API_KEY: "fake",
        GEMINI_CLI_TRUST_WORKSPACE: "true",
      },
      timeoutMs: runTimeoutMs,
      signal,
    })
  },
}

function mapValues<Value>(
  record: Readonly<Record<string, string>>,
  change: (value: string, key: string) => Value,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]))
}

function writeSettings(folder: string, settings: object): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "settings.json"), `${JSON.stringify(settings, null, 2)}\n`)
}

function located(host: HostName): { readonly program: string; readonly args: readonly string[] } {
  const found = locateHost(host)
  if (found.kind === "missing") throw new Error(`${found.why} Run \`node test/hosts/install-hosts.ts\`.`)
  return found
}
