import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { Backend } from "../../../src/engine/backend.ts"
import { scenarioSchema } from "../../../src/engine/backends/scripted/scenario-schema.ts"
import { scriptedBackend } from "../../../src/engine/backends/scripted/scripted.ts"
import type { Run } from "../../../src/engine/driver/run.ts"
import type { RunEvent } from "../../../src/engine/driver/run-event.ts"
import { startRun } from "../../../src/engine/driver/run-loop.ts"
import type { Upstreams } from "../../../src/engine/driver/upstreams.ts"
import { defaultSettings, type Settings } from "../../../src/loop/settings.ts"

/** A machine of its own for headless runs: a loop home, a project under git, and a clock that only waiting moves fast. */
export type RunPlayground = {
  readonly folder: string
  readonly home: string
  readonly project: string
  readonly events: RunEvent[]
  readonly slept: number[]
  read(name: string): string
  run(more?: Partial<Run>): Run
  start(backends: readonly Backend[], more?: StartOptions): ReturnType<typeof startRun>
  /** Backend that plays these turns; the check passes once the file `fixed` holds the word `right`. */
  scripted(turns: readonly object[]): Backend
  [Symbol.dispose](): void
}

type StartOptions = {
  readonly settings?: Partial<Settings>
  readonly run?: Partial<Run>
  readonly model?: string
}

export const openUpstreams: Upstreams = {
  gate: () => ({ kind: "go" }),
  succeeded: () => {},
  failed: () => {},
}

export function runPlayground(): RunPlayground {
  const folder = mkdtempSync(join(tmpdir(), "for-loop run-"))
  const home = join(folder, "state")
  const project = join(folder, "project")
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(project, name)), { recursive: true })
    writeFileSync(join(project, name), text)
  }
  write("check.sh", 'grep -q right fixed 2>/dev/null || { echo "FAIL: fixed lacks the word"; exit 1; }\n')
  const git = (...args: string[]): void => {
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", ...args], { cwd: project })
  }
  git("init", "-q", "-b", "main")
  git("add", "-A")
  git("commit", "-qm", "start")
  const events: RunEvent[] = []
  const slept: number[] = []
  let ahead = 0
  const wait = async (ms: number, signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return
    slept.push(ms)
    ahead += ms
  }
  const run = (more: Partial<Run> = {}): Run => ({
    home,
    env: { ...process.env, FOR_LOOP_HOME: home },
    now: () => Date.now() + ahead,
    wait,
    backends: {},
    upstreams: openUpstreams,
    on: (event) => events.push(event),
    kill: new AbortController().signal,
    programFolder: folder,
    ...more,
  })
  return {
    folder,
    home,
    project,
    events,
    slept,
    read: (name) => readFileSync(join(project, name), "utf8"),
    run,
    start: (backends, more = {}) =>
      startRun(run({ backends: Object.fromEntries(backends.map((one) => [one.name, one])), ...more.run }), {
        workspace: project,
        task: "put the right word into the file fixed",
        settings: { ...defaultSettings("auto"), ...more.settings },
        checks: { kind: "given", commands: ["sh check.sh"] },
        chain: backends.map(({ name }) => ({ backend: name, model: more.model ?? null })),
        attachments: [],
      }),
    scripted: (turns) => scriptedBackend(scenarioSchema.parse({ turns }), wait),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}
