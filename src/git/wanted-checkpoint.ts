export type WantedCheckpoint = {
  readonly loop: string
  readonly number: number
  readonly message: string
  /** Ref or commit of the checkpoint before this one; without one (or when it is gone) HEAD, if there is one. */
  readonly parent: string | null
  /** Epoch ms; default: now. */
  readonly at?: number
}

export type Checkpoint = {
  readonly ref: string
  /** The number it really got: the wanted one, or the next free one if that was taken. */
  readonly number: number
  readonly commit: string
  readonly tree: string
  /** git's words about files that could not be kept (unreadable, a repository inside without a commit); mostly empty. */
  readonly leftOut: string
}
