import type { IncomingHttpHeaders, IncomingMessage } from "node:http"
import { pipeline, type Readable, type Transform } from "node:stream"
import { constants, createBrotliDecompress, createInflate, createUnzip } from "node:zlib"

/** An answer's bytes without their compression; headers that told of it are gone then. */
export function plainBody(answer: IncomingMessage): { headers: IncomingHttpHeaders; body: Readable } {
  const decoder = decoderOf(answer.headers["content-encoding"])
  if (decoder === null) return { headers: answer.headers, body: answer }
  const { "content-encoding": _encoding, "content-length": _length, ...headers } = answer.headers
  // The pipeline hands errors on and destroys the answer when the reader lets go; a cut stream ends as an error.
  pipeline(answer, decoder, () => {})
  decoder.on("error", () => {}) // also while nobody reads yet; a reader that comes later is told all the same
  return { headers, body: decoder }
}

/** Flushed as it comes: events of a stream must not wait for the next ones. */
function decoderOf(encoding: string | undefined): Transform | null {
  switch (encoding?.trim().toLowerCase()) {
    case "gzip":
    case "x-gzip":
      return createUnzip({ flush: constants.Z_SYNC_FLUSH })
    case "deflate":
      return createInflate({ flush: constants.Z_SYNC_FLUSH })
    case "br":
      return createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH })
    default:
      return null
  }
}
