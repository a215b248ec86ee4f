/** Where a command would run, and what it may reach there. */
export type Place = {
  /** Absolute path of the folder the agent works in. */
  readonly workspace: string
  /** The user's home folder. */
  readonly home: string
  readonly platform: NodeJS.Platform
  /** Folders besides the workspace and the system's temporary ones that may be written. */
  readonly extraWritable: readonly string[]
  /** What keeps damage in: nothing, a working tree that is thrown away afterwards, or a sandbox around the process. */
  readonly isolation?: "none" | "worktree" | "sandbox"
  /** Files and folders that judge the agent, besides the usual ones: our state, the installed plugin. */
  readonly ours?: readonly string[]
}
