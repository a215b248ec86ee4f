/** What every page knows of itself, beside what is its own. */
export type PageState<Ask> = {
  readonly link: "connected" | "lost"
  readonly reading: Reading | null
  readonly notice: Notice<Ask> | null
  /** Asks without a reply yet. */
  readonly busy: readonly string[]
}

/** A text shown in place of the page, where there is no editor to open it in. */
export type Reading = { readonly title: string; readonly text: string; readonly fileName: string }

/** What came of something that was asked. */
export type Notice<Ask> = {
  readonly tone: "info" | "error"
  readonly message: string
  readonly next: string
  /** Null: the page did it by itself, or does not keep it. */
  readonly about: Ask | null
}

/** The answers that every page shows alike. */
export type Shown =
  | { readonly kind: "done"; readonly message: string }
  | ({ readonly kind: "text" } & Reading)
  | { readonly kind: "refused"; readonly message: string; readonly next: string }

/** What a part of the page may do. */
export type PageAct<State, Ask, Reply> = {
  /** Changes what the page itself knows, and draws it. */
  set(change: Partial<State>): void
  /** Asks the program; what it answers is shown unless `then` takes it (by returning true). */
  ask(ask: Ask, then?: (reply: Reply) => boolean): void
  /** Whether this ask is under way. */
  busy(ask: Ask): boolean
  copy(text: string): void
  /** What the page knows at this moment, which may be more than what was drawn last. */
  current(): State
}

/** Name under which an ask is busy, and no longer, for a secret may stand in it. Equal asks are never under way at once. */
export function keyOf(ask: object): string {
  return JSON.stringify(ask)
}
