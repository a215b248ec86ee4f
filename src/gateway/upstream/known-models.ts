import type { Vendor } from "../../spend/price-row.ts"
import { priceTable } from "../../spend/price-table.ts"
import type { UpstreamConfig } from "../config/config.ts"

/** Models that are shown for an upstream that cannot be asked: those whose price is known. */
export function knownModels(upstream: UpstreamConfig): readonly string[] {
  const vendor = vendorOf(upstream)
  if (vendor === null) return []
  const sold = priceTable.filter(
    ({ seller }) => typeof seller === "object" && "vendor" in seller && seller.vendor === vendor,
  )
  return [...new Set(sold.map(({ model }) => model))]
}

/** Whether a name belongs to the vendor whose models the upstream serves; any name at a server of unknown making. */
export function isOfFamily(upstream: UpstreamConfig, model: string): boolean {
  const vendor = vendorOf(upstream)
  return vendor === null || families[vendor].test(model)
}

const families: Readonly<Record<Vendor, RegExp>> = {
  google: /^(gemini|gemma|imagen|veo|learnlm|text-embedding|text-multilingual-embedding|embedding)-/,
  anthropic: /^claude-/,
  openai: /^(gpt-|chatgpt-|o\d|codex-|text-embedding-|dall-e|whisper|tts-|omni-|computer-use)/,
}

function vendorOf(upstream: UpstreamConfig): Vendor | null {
  switch (upstream.kind) {
    case "gemini":
    case "vertex-gemini":
      return "google"
    case "anthropic":
    case "vertex-claude":
      return "anthropic"
    case "openai":
      return "openai"
    case "openai-compatible":
      return null
    default:
      return upstream.kind satisfies never
  }
}
