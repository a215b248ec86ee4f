import type { HookContext } from "../../hook/context.ts"
import type { Backend, BackendName } from "../backend.ts"
import type { RunEvent } from "./run-event.ts"
import type { Upstreams } from "./upstreams.ts"

/** What one headless run is given; everything impure comes in through here. */
export type Run = {
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  /** Epoch ms. */
  readonly now: () => number
  /** Waits `ms` or until the signal fires, whichever comes first. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  readonly backends: Readonly<Partial<Record<BackendName, Backend>>>
  readonly upstreams: Upstreams
  readonly on: (event: RunEvent) => void
  /** Model of the phases that review, when the user named one now; a loop that is taken up else keeps its own. */
  readonly reviewerModel?: string | null
  /** Fires when the run is to be ended at once, with everything it started. */
  readonly kill: AbortSignal
  /** Our own program, whose files the agent must not change during the loop. */
  readonly programFolder: string
}

/** The hook's part of a run: the driver is a host of its own, in the same process. */
export function hookContextOf(run: Run): HookContext {
  const { home, env, now, kill, programFolder } = run
  return { home, env, now, host: "headless", pluginFolder: programFolder, alive: kill }
}
