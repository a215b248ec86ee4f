import type { GatewayConfig } from "../config/config.ts"
import type { Blob64, Decoded, Exchange, GatewayError, Part } from "../model/exchange.ts"
import { fetchMedium, type Guard } from "./fetch-medium.ts"

export type ImageOrder = {
  readonly images: GatewayConfig["images"]
  readonly signal: AbortSignal
  /** Stands in for the real network in tests. */
  readonly guard?: Guard
}

/** How many addresses one request may have fetched. */
const most = 32

/**
 * The exchange with pictures that stand at http addresses treated as the user wants (G73): left as addresses, fetched
 * behind a guard that reaches public addresses alone, or refused. Addresses of other kinds (`gs://`) always stay.
 */
export async function withImages(exchange: Exchange, order: ImageOrder): Promise<Decoded<Exchange>> {
  if (order.images.urls === "pass") return { kind: "ok", value: exchange }
  const urls = [...new Set(exchange.turns.flatMap((turn) => turn.parts.flatMap(addressesIn)))]
  const [first] = urls
  if (first === undefined) return { kind: "ok", value: exchange }
  if (order.images.urls === "refuse")
    return refused(`Addresses of pictures are switched off: send them inline.`)
  if (urls.length > most) return refused(`More than ${most} pictures stand at addresses.`)
  const fetched = new Map<string, Blob64>()
  const results = await Promise.all(
    urls.map((url) => fetchMedium({ url, maxBytes: order.images.maxBytes, ...order })),
  )
  for (const [index, result] of results.entries()) {
    if (result.kind === "refused") return refused(result.why)
    fetched.set(urls[index] ?? "", result.blob)
  }
  const turns = exchange.turns.map((turn) => ({
    ...turn,
    parts: turn.parts.map((part) => filled(part, fetched)),
  }))
  return { kind: "ok", value: { ...exchange, turns } }
}

function addressesIn(part: Part): readonly string[] {
  if (part.kind === "result") return part.content.flatMap(addressesIn)
  if (part.kind !== "image" && part.kind !== "audio" && part.kind !== "document") return []
  return "url" in part.data && /^https?:/i.test(part.data.url) ? [part.data.url] : []
}

function filled(part: Part, fetched: ReadonlyMap<string, Blob64>): Part {
  if (part.kind === "result") return { ...part, content: part.content.map((inner) => filled(inner, fetched)) }
  if (part.kind !== "image" && part.kind !== "audio" && part.kind !== "document") return part
  const blob = "url" in part.data ? fetched.get(part.data.url) : undefined
  return blob === undefined ? part : { ...part, data: blob }
}

function refused(message: string): { kind: "error"; error: GatewayError } {
  return {
    kind: "error",
    error: { status: 400, code: "bad-request", message, param: "image_url", retryAfterMs: null },
  }
}
