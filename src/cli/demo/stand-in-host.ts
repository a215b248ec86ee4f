import { randomUUID } from "node:crypto"
import { join } from "node:path"
import { appendLines } from "../../system/append-file.ts"
import { ensureDir } from "../../system/atomic-file.ts"
import { parseRecord } from "../../system/json-record.ts"
import { runProcess } from "../../system/run-process.ts"
import { shellCommand } from "../../system/shell-command.ts"
import { type Handler, handlersOf } from "./hooks-file.ts"

/** What the agent does in one round: it acts on the disk itself and returns what it says at the end. */
export type AgentRound = {
  readonly say: string
  /** Ends on a question to the user instead of an answer. */
  readonly asks?: string
}

export type Agent = (round: {
  readonly number: number
  readonly told: string
}) => Promise<AgentRound> | AgentRound

export type HostOptions = {
  /** Installed plugin folder: its root `hooks.json` is read and its commands run there. */
  readonly plugin: string
  /** Folder for the transcript (the host's own data). */
  readonly data: string
  readonly workspacePaths: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly conversationId?: string
  /** The host's own ceiling of continuations in one turn. */
  readonly maxContinues?: number
}

export type HookCall = {
  readonly event: string
  readonly payload: Readonly<Record<string, unknown>>
  /** Exactly what the hook printed. */
  readonly stdout: string
  readonly exitCode: number | null
  readonly durationMs: number
}

export type TurnEnd = {
  /** `answered`: the hooks let the agent stop. `capped`: the host's own ceiling of continuations. */
  readonly kind: "answered" | "capped"
  readonly rounds: number
  readonly calls: readonly HookCall[]
  readonly injected: readonly string[]
  readonly reasons: readonly string[]
}

/**
 * Stands in for Antigravity: reads the plugin's `hooks.json`, runs its commands as the platform does (cwd = the plugin
 * folder, `sh -c`, one JSON payload on stdin, timeout in seconds), writes the transcript and follows `continue`.
 * Only the model is missing: an `Agent` acts in its place.
 */
export class StandInHost {
  readonly conversationId: string
  readonly transcriptPath: string
  readonly #options: HostOptions
  #steps = 0

  constructor(options: HostOptions) {
    this.#options = options
    this.conversationId = options.conversationId ?? randomUUID()
    const logs = join(options.data, "brain", this.conversationId, ".system_generated", "logs")
    ensureDir(logs)
    this.transcriptPath = join(logs, "transcript_full.jsonl")
  }

  /** One user turn: the request, then agent rounds until the hooks (or the host's ceiling) let it end. */
  async turn(request: string, agent: Agent): Promise<TurnEnd> {
    const calls: HookCall[] = []
    const injected: string[] = []
    const reasons: string[] = []
    this.write("USER_EXPLICIT", "USER_INPUT", `<USER_REQUEST>\n${request}\n</USER_REQUEST>`)
    let told = request
    for (let round = 0; ; round++) {
      const before = await this.call("PreInvocation", { invocationNum: round, initialNumSteps: this.#steps })
      calls.push(...before)
      const notes = before.flatMap((call) => injectedBy(call.stdout))
      injected.push(...notes)
      const acted = await agent({ number: round, told: [told, ...notes].join("\n\n") })
      this.#speak(acted)
      const stops = await this.stop({ executionNum: round })
      calls.push(...stops)
      const reason = stops.map((call) => continueReason(call.stdout)).find((text) => text !== null) ?? null
      if (reason === null) return { kind: "answered", rounds: round + 1, calls, injected, reasons }
      if (round >= (this.#options.maxContinues ?? 100)) {
        return { kind: "capped", rounds: round + 1, calls, injected, reasons }
      }
      reasons.push(reason)
      told = `Stop hook blocked termination: ${reason}`
      this.write("SYSTEM", "SYSTEM_MESSAGE", `<SYSTEM_MESSAGE>\n${told}\n</SYSTEM_MESSAGE>`)
    }
  }

  /** Sends one Stop event; `more` changes or adds payload fields. */
  async stop(more: Readonly<Record<string, unknown>> = {}): Promise<HookCall[]> {
    const usual = { executionNum: 0, terminationReason: "NO_TOOL_CALL", error: "", fullyIdle: true }
    return await this.call("Stop", { ...usual, ...more })
  }

  /** Runs every handler of an event one after another, as the platform does. */
  async call(event: string, more: Readonly<Record<string, unknown>>): Promise<HookCall[]> {
    const payload = {
      artifactDirectoryPath: join(this.#options.data, "brain", this.conversationId),
      conversationId: this.conversationId,
      modelName: "stand-in",
      transcriptPath: this.transcriptPath,
      workspacePaths: this.#options.workspacePaths,
      ...more,
    }
    const calls: HookCall[] = []
    for (const handler of handlersOf(this.#options.plugin, event))
      calls.push(await this.#run(event, handler, payload))
    return calls
  }

  /** Adds a row to the transcript, in the platform's shape. */
  write(source: string, type: string, content: string, more: Readonly<Record<string, unknown>> = {}): void {
    const row = {
      step_index: this.#steps++,
      source,
      type,
      status: "DONE",
      created_at: new Date().toISOString(),
      content,
    }
    appendLines(this.transcriptPath, [JSON.stringify({ ...row, ...more })], "cached")
  }

  #speak(acted: AgentRound): void {
    if (acted.asks !== undefined) this.write("MODEL", "ASK_QUESTION", acted.asks)
    this.write("MODEL", "PLANNER_RESPONSE", acted.say)
  }

  async #run(event: string, handler: Handler, payload: Readonly<Record<string, unknown>>): Promise<HookCall> {
    const { program, args, verbatim } = shellCommand(handler.command, process.platform)
    const result = await runProcess(program, args, {
      cwd: this.#options.plugin,
      env: { ...this.#options.env, ANTIGRAVITY_CONVERSATION_ID: this.conversationId },
      timeoutMs: handler.timeoutSec * 1000,
      stdin: `${JSON.stringify(payload)}\n`,
      maxCaptureBytes: 1024 * 1024,
      verbatim,
    })
    const exitCode = result.end.kind === "exited" ? result.end.exitCode : null
    return { event, payload, stdout: result.stdout, exitCode, durationMs: result.durationMs }
  }
}

function continueReason(stdout: string): string | null {
  const answer = parseRecord(stdout)
  return answer?.decision === "continue" && typeof answer.reason === "string" ? answer.reason : null
}

function injectedBy(stdout: string): string[] {
  const steps: unknown = parseRecord(stdout)?.injectSteps
  if (!Array.isArray(steps)) return []
  return steps.flatMap((step: unknown) => {
    if (typeof step !== "object" || step === null || !("ephemeralMessage" in step)) return []
    return typeof step.ephemeralMessage === "string" ? [step.ephemeralMessage] : []
  })
}
