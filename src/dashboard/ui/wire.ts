/** What one page and its program say to each other. */
export type Wire<Reply, Told> = {
  /** What something received is; null = nothing of ours. */
  readonly read: (data: unknown) => Received<Reply, Told> | null
  readonly unreachable: (message: string) => Reply
  /** Under which name a browser keeps what is remembered. */
  readonly memory: string
}

type Received<Reply, Told> =
  | { readonly kind: "reply"; readonly id: number; readonly reply: Reply }
  | { readonly kind: "told"; readonly message: Told }
