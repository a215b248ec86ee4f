import type { Host } from "../loop/event.ts"

/** What one hook process is given: everything impure comes in through here. */
export type HookContext = {
  /** Folder of all loop state (`FOR_LOOP_HOME`). */
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  readonly host: Host
  /** Epoch ms. */
  readonly now: () => number
  /** Folder that the host started us in: the installed plugin. */
  readonly pluginFolder: string
  /** Fires when the launcher that started us is gone; a running check is then ended with its whole tree. */
  readonly alive: AbortSignal
  /** Whether the loop's lock, where one was taken, is still ours; nothing is saved without it. Throws StoreError. */
  readonly holdsLock?: () => boolean
}
