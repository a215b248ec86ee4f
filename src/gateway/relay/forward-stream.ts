import type { ServerResponse } from "node:http"
import type { Readable } from "node:stream"
import type { GatewayError } from "../model/exchange.ts"
import { faultOfBody } from "../upstream/body-fault.ts"
import type { AnswerPipe, Piece } from "./answer-pipe.ts"
import type { AnswerWatch } from "./answer-watch.ts"

export type StreamOrder = {
  readonly body: Readable
  readonly pipe: AnswerPipe
  readonly watch: AnswerWatch
  readonly response: ServerResponse
  /** Writes the head of the answer; called once, right before the first byte. */
  readonly writeHead: () => void
  readonly keepAliveMs: number
  readonly signal: AbortSignal
  /** A reason of the gateway's own to end the stream in the middle (it stops); else null. */
  readonly stopped: () => GatewayError | null
}

export type Streamed =
  | { readonly kind: "done"; readonly bytes: number }
  /** Nothing was written: another attempt may be made (G65). */
  | { readonly kind: "failed-before"; readonly error: GatewayError }
  | { readonly kind: "failed-after"; readonly error: GatewayError; readonly bytes: number }
  | { readonly kind: "aborted"; readonly bytes: number }

/**
 * Carries a stream to the client, never faster than it reads (G66). Until something is said that a client could use, it
 * is held back, so that an error in its place is still a failure and no answer (G65); for at most `keepAliveMs`.
 */
export function forwardStream(order: StreamOrder): Promise<Streamed> {
  const { body, pipe, watch, response, signal } = order
  return new Promise((resolve) => {
    let held: (string | Buffer)[] = []
    let begun = false
    let over = false
    let bytes = 0
    let quiet = true
    /** Written at the end of this turn: every write is a chunk of its own, and an upstream's events come several at once. */
    let waiting: (string | Buffer)[] = []

    const finish = (outcome: Streamed): void => {
      if (over) return
      over = true
      clearInterval(alive)
      body.off("data", onData)
      response.off("drain", onDrain)
      signal.removeEventListener("abort", onAbort)
      resolve(outcome)
    }
    const write = (piece: string | Buffer): void => {
      quiet = false
      bytes += Buffer.byteLength(piece)
      if (waiting.length === 0) process.nextTick(flush)
      waiting.push(piece)
    }
    const flush = (): void => {
      for (const piece of joined(waiting)) response.write(piece)
      waiting = []
      if (response.writableNeedDrain && !over) body.pause()
    }
    const end = (): void => {
      flush()
      response.end()
    }
    const begin = (): void => {
      begun = true
      order.writeHead()
      for (const piece of held) write(piece)
      held = []
    }
    const take = ({ out, events }: Piece): void => {
      watch.see(events)
      if (!begun) {
        if (watch.error() !== null) return
        held.push(...out)
        if (watch.hasContent()) begin()
        return
      }
      for (const piece of out) write(piece)
    }
    const fail = (error: GatewayError): void => {
      if (!begun) {
        finish({ kind: "failed-before", error })
        return
      }
      end()
      // The client must not take the connection for one in good order.
      response.socket?.end()
      finish({ kind: "failed-after", error, bytes })
    }
    const failInWords = (error: GatewayError): void => {
      if (begun) write(pipe.fault(error))
      fail(error)
    }
    const onData = (chunk: Buffer): void => {
      take(pipe.push(chunk))
      const error = watch.error()
      if (error !== null) {
        fail(error)
        body.destroy()
      }
    }
    const onDrain = (): void => {
      body.resume()
    }
    const onEnd = (): void => {
      if (over) return
      take(pipe.end())
      const error = watch.error()
      if (error !== null) {
        fail(error)
        return
      }
      if (!begun) begin()
      end()
      finish({ kind: "done", bytes })
    }
    const onError = (thrown: unknown): void => {
      if (over) return
      if (signal.aborted) onAbort()
      else failInWords(faultOfBody(thrown))
    }
    const onAbort = (): void => {
      const stopped = order.stopped()
      if (stopped !== null && begun && !response.destroyed) failInWords(stopped)
      else if (stopped !== null && !response.destroyed) finish({ kind: "failed-before", error: stopped })
      else finish({ kind: "aborted", bytes })
      body.destroy()
    }
    const alive = setInterval(() => {
      // One turn of the clock without a word.
      if (quiet && !response.writableNeedDrain) {
        if (!begun) begin()
        write(pipe.keepAlive())
      }
      quiet = true
    }, order.keepAliveMs)

    signal.addEventListener("abort", onAbort, { once: true })
    if (signal.aborted) {
      onAbort()
      return
    }
    response.on("drain", onDrain)
    body.on("data", onData)
    body.once("end", onEnd)
    body.on("error", onError)
    // A body that is destroyed without a word.
    body.once("close", () => {
      if (!over && !body.readableEnded) onError(null)
    })
  })
}

/** Texts in a row as one. */
function joined(pieces: readonly (string | Buffer)[]): readonly (string | Buffer)[] {
  return pieces.every((piece) => typeof piece === "string") && pieces.length > 1 ? [pieces.join("")] : pieces
}
