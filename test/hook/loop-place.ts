import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { HookContext } from "../../src/hook/context.ts"
import { answerPrompt } from "../../src/hook/prompt.ts"
import { answerStop } from "../../src/hook/stop.ts"
import type { Decision, PromptEvent, StopEvent } from "../../src/loop/event.ts"
import type { Settings } from "../../src/loop/settings.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { writeBinding } from "../../src/store/binding.ts"
import { readBinding } from "../../src/store/binding-lookup.ts"
import { readJournal } from "../../src/store/journal.ts"
import { type Notice, readNotices } from "../../src/store/notices.ts"
import { peekState, saveState } from "../../src/store/state-file.ts"
import { initRepository } from "../e2e/playground.ts"
import { runningLoop, stopEvent } from "../loop/builders.ts"

export const conversation = "3f6c2a10-9d4e-4b7a-8c15-6e0b92d7f431"

/** Passes once there is a file `fixed`. */
export const wantsFixed = '[ -e fixed ] || { echo "FAIL: nothing is fixed"; exit 1; }'

/** A loop home and a project in one temporary folder, for the hook in the process of the test. */
export type LoopPlace = {
  readonly folder: string
  readonly home: string
  readonly project: string
  /** When the place was made, epoch ms: checks end by the real clock. */
  readonly start: number
  readonly clock: { now: number }
  context(more?: Partial<HookContext>): HookContext
  /** Keeps a running loop, bound to the conversation of this file, and returns it. */
  loop(settings?: Partial<Settings>, more?: Partial<LoopState>): LoopState
  /** What the agent is told when the user says this; null = nothing. */
  say(text: string, more?: Partial<PromptEvent>): Promise<string | null>
  /** What a Stop is answered after the agent's last message. */
  stop(message: string, more?: Partial<StopEvent>): Promise<Decision>
  state(loop?: string): LoopState
  journal(loop?: string): string[]
  notices(): Notice[]
  write(name: string, text: string): void
  read(name: string): string
  [Symbol.dispose](): void
}

export function loopPlace(git: "git" | "no-git" = "no-git"): LoopPlace {
  const folder = mkdtempSync(join(tmpdir(), "for-loop-hook-"))
  const home = join(folder, "state")
  const project = join(folder, "project")
  mkdirSync(project)
  const start = Date.now()
  const clock = { now: start }
  let turns = 0
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(project, name)), { recursive: true })
    writeFileSync(join(project, name), text)
  }
  if (git === "git") {
    write("readme.md", "a project\n")
    initRepository(project)
  }
  const context = (more: Partial<HookContext> = {}): HookContext => ({
    home,
    env: process.env,
    host: "claude-code",
    now: () => clock.now,
    pluginFolder: join(folder, "plugin"),
    alive: new AbortController().signal,
    ...more,
  })
  const common = {
    host: "claude-code",
    conversationId: conversation,
    workspacePaths: [project],
    transcriptPath: null,
    model: null,
  } as const
  const bound = (): string => {
    const binding = readBinding(home, conversation)
    if (binding === null) throw new Error("the conversation owns no loop")
    return binding.loop
  }
  return {
    folder,
    home,
    project,
    start,
    clock,
    context,
    loop: (settings = {}, more = {}) => {
      const state = runningLoop(settings, {
        host: "claude-code",
        conversationId: conversation,
        workspace: project,
        checks: [wantsFixed],
        createdAt: start,
        startedAt: start,
        updatedAt: start,
        ...more,
      })
      saveState(home, state)
      writeBinding(home, conversation, { loop: state.id, active: true, requestKey: state.requestKey })
      return state
    },
    say: async (prompt, more = {}) => {
      const event: PromptEvent = { kind: "prompt", ...common, prompt, ...more }
      const answer = await answerPrompt(context({ host: event.host }), event, readBinding(home, conversation))
      return answer.kind === "notice" ? answer.text : null
    },
    stop: async (message, more = {}) => {
      turns += 1
      const event = stopEvent({ ...common, message, turnKey: `turn ${turns}`, ...more })
      return await answerStop(context({ host: event.host }), event, bound())
    },
    state: (loop = bound()) => {
      const loaded = peekState(home, loop)
      if (loaded.kind !== "ok") throw new Error(`the state is ${loaded.kind}`)
      return loaded.state
    },
    journal: (loop = bound()) =>
      readJournal(home, loop).events.map((event) => `${event.kind}: ${event.detail}`),
    notices: () => readNotices(home),
    write,
    read: (name) => readFileSync(join(project, name), "utf8"),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Transcript of Antigravity with these user rows. */
export function transcript(place: LoopPlace, ...requests: readonly string[]): string {
  const path = join(place.folder, "transcript.jsonl")
  const rows = requests.map((text, step_index) => ({
    step_index,
    source: "USER_EXPLICIT",
    type: "USER_INPUT",
    status: "DONE",
    created_at: "2026-11-18T09:00:00.000Z",
    content: `<USER_REQUEST>\n${text}\n</USER_REQUEST>`,
  }))
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(""))
  return path
}
