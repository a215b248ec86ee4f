import type { IncomingMessage } from "node:http"
import { promisify } from "node:util"
import { brotliDecompress, gunzip, inflate } from "node:zlib"
import { joinedBytes } from "../../system/joined-bytes.ts"

export type Body =
  | { readonly kind: "bytes"; readonly bytes: Buffer }
  | { readonly kind: "too-large" }
  | { readonly kind: "unknown-encoding"; readonly encoding: string }
  | { readonly kind: "broken" }
  /** The client went away. */
  | { readonly kind: "cut-off" }

/** So much of a body that is refused is still taken, so that its sender gets to read why. */
const mostDrained = 256 * 1024 * 1024

/** What a request carries, unpacked, at most `most` bytes of it (G08). Never throws. */
export async function readBody(request: IncomingMessage, most: number): Promise<Body> {
  // A body that tells its size is refused before it comes.
  const told = Number(request.headers["content-length"] ?? 0)
  if (told > most) {
    drain(request)
    return { kind: "too-large" }
  }
  const packed = await collect(request, most)
  if (packed.kind !== "bytes") return packed
  const encoding = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase()
  const unpack = encoding === "identity" || encoding === "" ? null : unpackers[encoding]
  if (unpack === null) return packed
  if (unpack === undefined) return { kind: "unknown-encoding", encoding }
  try {
    return { kind: "bytes", bytes: await unpack(packed.bytes, { maxOutputLength: most }) }
  } catch (error) {
    const isLarge = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE"
    return { kind: isLarge ? "too-large" : "broken" }
  }
}

type Unpack = (bytes: Buffer, limits: { readonly maxOutputLength: number }) => Promise<Buffer>

const unpackers: Readonly<Record<string, Unpack>> = {
  gzip: promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip),
  "x-gzip": promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip),
  deflate: promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate),
  br: promisify<Buffer, { maxOutputLength: number }, Buffer>(brotliDecompress),
}

function collect(
  request: IncomingMessage,
  most: number,
): Promise<Extract<Body, { kind: "bytes" | "too-large" | "cut-off" }>> {
  return new Promise((resolve) => {
    const parts: Buffer[] = []
    let bytes = 0
    request.on("data", (part: Buffer) => {
      bytes += part.length
      if (bytes <= most) {
        parts.push(part)
        return
      }
      parts.length = 0
      resolve({ kind: "too-large" })
      if (bytes > most + mostDrained) request.destroy()
    })
    request.once("end", () => resolve({ kind: "bytes", bytes: joinedBytes(parts) }))
    request.once("close", () => resolve({ kind: "cut-off" }))
    request.once("error", () => resolve({ kind: "cut-off" }))
  })
}

function drain(request: IncomingMessage): void {
  let bytes = 0
  request.on("error", () => {})
  request.on("data", (part: Buffer) => {
    bytes += part.length
    if (bytes > mostDrained) request.destroy()
  })
}
