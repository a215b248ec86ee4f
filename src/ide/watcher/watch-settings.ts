/** The user's settings that the watcher obeys; the IDE's own settings object fits. */
export type WatchSettings = {
  /** The host ended the turn of a loop that is not done. */
  readonly hostCapped: "ask" | "automatic" | "never"
  /** The model's quota is there again. */
  readonly rateLimited: "ask" | "automatic" | "never"
  /** `important`: only what needs a person, and ends. */
  readonly notifications: "all" | "important" | "none"
}
