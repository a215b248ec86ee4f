import type { SettableClient } from "./set-up-client.ts"

export type SnippetClient = SettableClient | "openai" | "anthropic" | "genai"

export type Snippet = { readonly title: string; readonly fileName: string; readonly text: string }

/** What to put where so that a client uses the gateway; `key` null = a place is held for it. */
export function clientSnippet(
  client: SnippetClient,
  _order: { readonly url: string; readonly key: string | null; readonly model: string },
): Snippet {
  return { title: client, fileName: `${client}.txt`, text: "" }
}
