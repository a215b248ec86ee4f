import type { IncomingMessage } from "node:http"

export type Body =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "too-large" }
  | { readonly kind: "not-json" }
  | { readonly kind: "cut-off" }

const mostBytes = 1024 * 1024
/** So much of a body that is refused is still taken, so that its sender gets to read why. */
const mostDrained = 16 * 1024 * 1024

/** The JSON that a request carries, at most 1 MB of it. Never throws. */
export function readBody(request: IncomingMessage): Promise<Body> {
  return new Promise((resolve) => {
    const parts: Buffer[] = []
    let bytes = 0
    request.on("data", (part: Buffer) => {
      bytes += part.length
      if (bytes <= mostBytes) parts.push(part)
      else parts.length = 0
      if (bytes > mostDrained) request.destroy()
    })
    request.once("end", () =>
      resolve(bytes > mostBytes ? { kind: "too-large" } : parsed(Buffer.concat(parts))),
    )
    request.once("close", () => resolve({ kind: "cut-off" }))
    request.once("error", () => resolve({ kind: "cut-off" }))
  })
}

function parsed(bytes: Buffer): Body {
  try {
    return { kind: "value", value: JSON.parse(bytes.toString("utf8")) }
  } catch {
    return { kind: "not-json" }
  }
}
