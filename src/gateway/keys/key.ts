import type { Format } from "../config/config.ts"

/** A key that a client presents to the gateway; of its secret only the hash is kept. Moments in epoch ms. */
export type ClientKey = {
  /** As ledger, metrics and the admin page name it; unique among all keys, revoked ones too. */
  readonly name: string
  /** The beginning of the secret, by which a person tells keys apart. */
  readonly prefix: string
  /** Names as the client writes them, `*` standing for anything. */
  readonly models: "all" | readonly string[]
  readonly formats: "all" | readonly Format[]
  readonly expiresAt: number | null
  readonly caps: KeyCaps
  /** The loop whose money it spends; null = its own. */
  readonly loop: string | null
  /** Requests at the same time; null = no limit of its own. */
  readonly concurrency: number | null
  readonly revokedAt: number | null
  readonly createdAt: number
  readonly lastUsedAt: number | null
}

/** US dollars; null = no cap of its own. */
export type KeyCaps = {
  readonly dailyUsd: number | null
  readonly weeklyUsd: number | null
  readonly totalUsd: number | null
}

/** What a person decides about a key; what is left out keeps its default, or stays as it was. */
export type KeyOrder = Partial<
  Pick<ClientKey, "models" | "formats" | "expiresAt" | "caps" | "loop" | "concurrency">
>

/** Whether the key may ask for this model, by the name the client used or by what an alias made of it. */
export function allowsModel({ models }: ClientKey, model: string): boolean {
  return models === "all" || models.some((pattern) => matches(pattern, model))
}

export function allowsFormat({ formats }: ClientKey, format: Format): boolean {
  return formats === "all" || formats.includes(format)
}

/** `*` stands for any text; capitals do not matter. Without regular expressions, so that no pattern is slow. */
function matches(pattern: string, name: string): boolean {
  const [first = "", ...rest] = pattern.toLowerCase().split("*")
  const text = name.toLowerCase()
  const last = rest.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first)) return false
  let at = first.length
  for (const piece of rest) {
    const found = text.indexOf(piece, at)
    if (found === -1) return false
    at = found + piece.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}
