import type { Readable } from "node:stream"
import { joinedBytes } from "../../system/joined-bytes.ts"
import type { GatewayError } from "../model/exchange.ts"
import { faultOfBody } from "../upstream/body-fault.ts"

export type AnswerBytes =
  | { readonly kind: "bytes"; readonly bytes: Buffer }
  | { readonly kind: "failed"; readonly error: GatewayError }

/** The whole body of an answer, at most `most` bytes. Never rejects. */
export function readAnswer(body: Readable, most: number): Promise<AnswerBytes> {
  return new Promise((resolve) => {
    const parts: Buffer[] = []
    let bytes = 0
    let ended = false
    body.on("data", (part: Buffer) => {
      bytes += part.length
      if (bytes <= most) {
        parts.push(part)
        return
      }
      resolve({ kind: "failed", error: { ...tooLarge, message: `${tooLarge.message} (${most} bytes)` } })
      body.destroy()
    })
    body.once("end", () => {
      ended = true
      resolve({ kind: "bytes", bytes: joinedBytes(parts) })
    })
    body.on("error", (thrown: unknown) => resolve({ kind: "failed", error: faultOfBody(thrown) }))
    body.once("close", () => {
      if (!ended) resolve({ kind: "failed", error: faultOfBody(null) })
    })
  })
}

const tooLarge: GatewayError = {
  status: 502,
  code: "upstream",
  message: "The upstream's answer is larger than the gateway takes.",
  param: null,
  retryAfterMs: null,
}
