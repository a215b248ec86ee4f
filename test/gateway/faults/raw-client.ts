import { Agent, request } from "node:http"
import { setTimeout as wait } from "node:timers/promises"

export type RawAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  /** At most the first `keep` characters. */
  readonly text: string
  /** All characters, kept or not. */
  readonly length: number
  /** Whether the connection was closed before the answer was whole. */
  readonly cut: boolean
  readonly ms: number
}

export type RawOrder = {
  readonly url: string
  readonly path: string
  readonly key: string
  readonly body: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
  /** Ms to wait after every chunk read: a slow reader. */
  readonly readPauseMs?: number
  /** Goes away after so many bytes of the answer's body. */
  readonly leaveAfter?: number
  readonly keep?: number
}

/** One request on a connection of its own, and what came back, however it ended. Rejects when nothing came back. */
export function ask(order: RawOrder): Promise<RawAnswer> {
  const { url, path, key, body, headers, readPauseMs, leaveAfter, keep = 1_000_000 } = order
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const agent = new Agent({ keepAlive: false })
    const sent = request(`${url}${path}`, {
      method: "POST",
      agent,
      headers: {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        authorization: `Bearer ${key}`,
        ...headers,
      },
    })
    sent.on("error", reject)
    sent.on("response", (response) => {
      const pieces: Buffer[] = []
      let [length, kept] = [0, 0]
      const settle = (cut: boolean) =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(pieces).toString("utf8"),
          length,
          cut,
          ms: performance.now() - started,
        })
      const read = async (): Promise<void> => {
        try {
          for await (const piece of response) {
            const bytes = Buffer.from(piece)
            length += bytes.length
            if (kept < keep) pieces.push(bytes)
            kept += bytes.length
            if (leaveAfter !== undefined && length >= leaveAfter) {
              sent.destroy()
              return settle(true)
            }
            if (readPauseMs !== undefined) await wait(readPauseMs)
          }
          settle(!response.complete)
        } catch {
          settle(true)
        }
      }
      void read()
    })
    sent.end(body)
  })
}
