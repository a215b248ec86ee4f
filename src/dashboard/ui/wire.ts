/** What one page and its program say to each other. */
export type Wire<Reply, Told> = {
  /** What something received is; null = nothing of ours. */
  readonly read: (data: unknown) => Received<Reply, Told> | null
  readonly unreachable: (message: string) => Reply
  /** Under which name a browser keeps what is remembered. */
  readonly memory: string
}

/** What a page sends to its program. `id` numbers the asks of one page; each gets exactly one reply. */
export type FromPage<Ask> =
  | { readonly kind: "ready" }
  | { readonly kind: "ask"; readonly id: number; readonly ask: Ask }

type Received<Reply, Told> =
  | { readonly kind: "reply"; readonly id: number; readonly reply: Reply }
  | { readonly kind: "told"; readonly message: Told }

/**
 * The reader of a page's wire: `isTold` knows what the program says unasked, `kinds` its replies. The inside of a message is
 * of the same version as this code.
 */
export function wireReader<Reply extends { readonly kind: string }, Told>(
  isTold: (data: unknown) => data is Told,
  kinds: readonly Reply["kind"][],
): Wire<Reply, Told>["read"] {
  const known: readonly string[] = kinds
  const isReply = (value: unknown): value is Reply =>
    isRecord(value) && typeof value.kind === "string" && known.includes(value.kind)
  return (data) => {
    if (isTold(data)) return { kind: "told", message: data }
    // An ask that could not be read at all is refused without its number.
    if (isReply(data)) return { kind: "reply", id: 0, reply: data }
    if (!isRecord(data) || data.kind !== "reply" || typeof data.id !== "number") return null
    return isReply(data.reply) ? { kind: "reply", id: data.id, reply: data.reply } : null
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
