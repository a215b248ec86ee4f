/** Clients whose own settings can be pointed at the gateway. */
export const settableClients = ["claude-code", "gemini-cli", "codex", "opencode"] as const
export type SettableClient = (typeof settableClients)[number]

export type ClientOrder = {
  /** Of For Loop: what was there before is kept in it. */
  readonly home: string
  readonly env: NodeJS.ProcessEnv
}

export type SetUpOrder = ClientOrder & {
  /** Of the gateway, without a slash at its end. */
  readonly url: string
  /** The client key's text. */
  readonly key: string
  /** Models offered to clients that do not ask for a list. */
  readonly models: readonly string[]
}

export type ClientChange =
  | { readonly kind: "changed"; readonly files: readonly string[]; readonly message: string }
  /** Nothing of ours is there. */
  | { readonly kind: "nothing"; readonly message: string }
  | { readonly kind: "refused"; readonly message: string; readonly next: string }

/** Puts the gateway's address and a key into a client's settings; everything else in them stays as it is. */
export function setUpClient(_client: SettableClient, _order: SetUpOrder): ClientChange {
  return { kind: "refused", message: "Not there yet.", next: "" }
}

/** Takes back what `setUpClient` did: byte for byte where nobody changed the files since, else only its own settings. */
export function undoClient(_client: SettableClient, _order: ClientOrder): ClientChange {
  return { kind: "refused", message: "Not there yet.", next: "" }
}

/** Whether a client is set up, and which files that concerns. */
export function clientFiles(
  _client: SettableClient,
  _order: ClientOrder,
): { readonly isSetUp: boolean; readonly files: readonly string[] } {
  return { isSetUp: false, files: [] }
}
