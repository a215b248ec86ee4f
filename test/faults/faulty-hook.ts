import { spawn } from "node:child_process"
import { existsSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import type { StandInHost } from "../../src/cli/demo/stand-in-host.ts"
import type { Playground } from "../e2e/playground.ts"
import type { Fault } from "./fault-kinds.ts"
import type { FsCall } from "./patch-fs.ts"

export type Ran = {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export type Disturbance = Partial<Fault> & {
  /** In place of `at`: the first call that changes something below a path with this text in it. */
  readonly touching?: string
  /** How far this process's clock runs ahead of the real one. */
  readonly aheadMs?: number
  readonly network?: string
  /** File that takes the process's calls down, in place of none. */
  readonly log?: string
}

const preload = new URL("programs/faulty.ts", import.meta.url).href

type HookEventName = "Stop" | "PreInvocation"

/** Runs the packed hook itself, without its launcher, as a real process in which something goes wrong. */
export async function faultyStop(
  place: Playground,
  host: StandInHost,
  disturbance: Disturbance = {},
): Promise<Ran> {
  return await faultyEvent(place, host, "Stop", disturbance)
}

/** The same for any event of the host. */
export async function faultyEvent(
  place: Playground,
  host: StandInHost,
  event: HookEventName,
  disturbance: Disturbance,
): Promise<Ran> {
  return await run(place, host, event, disturbance, null)
}

/** The calls that a Stop makes on files of the loop home and of the project's repository, in their order. */
export async function callsOfStop(place: Playground, host: StandInHost): Promise<FsCall[]> {
  const log = join(place.folder, "calls.jsonl")
  rmSync(log, { force: true })
  await run(place, host, "Stop", {}, log)
  if (!existsSync(log)) return []
  return readFileSync(log, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line): FsCall => JSON.parse(line))
}

function run(
  place: Playground,
  host: StandInHost,
  event: HookEventName,
  disturbance: Disturbance,
  log: string | null,
): Promise<Ran> {
  const order = { roots: [`${place.home}/`, `${place.project}/`], log, ...disturbance }
  const hook = spawn(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      "--import",
      preload,
      join(place.plugin, "hooks", "hook.cjs"),
      event,
    ],
    {
      cwd: place.plugin,
      env: { ...place.env, FAULTY: JSON.stringify(order) },
      stdio: ["pipe", "pipe", "pipe"],
    },
  )
  let stdout = ""
  let stderr = ""
  hook.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text
  })
  hook.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text
  })
  // A process that is killed early leaves its payload unread.
  hook.stdin.on("error", () => {})
  hook.stdin.end(JSON.stringify(payloadOf(place, host, event)))
  return new Promise((resolve) =>
    hook.on("close", (code, signal) => resolve({ stdout, stderr, code, signal })),
  )
}

/** What Antigravity sends for the turn that just began or ended. */
function payloadOf(
  place: Playground,
  host: StandInHost,
  event: HookEventName,
): Readonly<Record<string, unknown>> {
  const { conversationId, transcriptPath } = host
  const common = { conversationId, transcriptPath, workspacePaths: [place.project] }
  return event === "Stop"
    ? { ...common, executionNum: 0, terminationReason: "NO_TOOL_CALL", error: "", fullyIdle: true }
    : { ...common, invocationNum: 0, initialNumSteps: 1 }
}
