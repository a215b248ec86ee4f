import type { Blob64 } from "../model/exchange.ts"

/** The bytes of a base64 `data:` URL, or null when it is another kind of URL (G73). */
export function blobOfDataUrl(url: string): Blob64 | null {
  const comma = url.indexOf(",")
  const head = url.slice(0, comma)
  if (comma < 0 || !/^data:/i.test(head) || !/;base64$/i.test(head)) return null
  const mimeType = head.slice("data:".length).split(";", 1)[0] ?? ""
  return { mimeType: mimeType === "" ? "application/octet-stream" : mimeType, base64: url.slice(comma + 1) }
}

export function dataUrlOf(blob: Blob64): string {
  return `data:${blob.mimeType};base64,${blob.base64}`
}
