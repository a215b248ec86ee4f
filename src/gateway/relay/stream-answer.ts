import type { Readable } from "node:stream"
import type { Exchange } from "../model/exchange.ts"
import { signatureRoute } from "../signatures/signature-route.ts"
import { openPipe } from "./answer-pipe.ts"
import { type AnswerWatch, createAnswerWatch } from "./answer-watch.ts"
import type { Carried, CarryOrder } from "./attempt.ts"
import { forwardStream } from "./forward-stream.ts"
import { replyHeaders } from "./reply-head.ts"
import { answerCodec } from "./upstream-codec.ts"
import { concealing } from "./without-secret.ts"

/** Carries a streamed answer of status 200 to the client. */
export async function streamAnswer(order: CarryOrder, exchange: Exchange | null): Promise<Carried> {
  const { course, target, prepared, lease, answer } = order
  const { call, parts, response } = course
  const recorder =
    exchange === null
      ? null
      : parts.signatures.recorder(exchange, signatureRoute(target.upstream, call.session))
  const watched = createAnswerWatch(recorder)
  // A ping on our own account is no sign that the upstream answers; only its words are.
  const watch: AnswerWatch = {
    ...watched,
    see: (events) => {
      watched.see(events)
      if (watched.hasContent()) lease.answered()
    },
  }
  const captured = parts.config().log.capture ? captureOf(answer.body) : null
  let ttfbMs: number | null = null
  const codec = concealing(answerCodec(target.format, exchange, parts.now), order.secret)
  const streamed = await forwardStream({
    body: answer.body,
    pipe: openPipe(call, exchange, codec, parts.now),
    watch,
    response,
    writeHead: () => {
      ttfbMs = course.elapsed()
      const answerer = { target, credential: lease.credential.name, notes: prepared.notes }
      response.writeHead(200, replyHeaders(call, answerer, exchange === null ? answer.headers : null))
    },
    keepAliveMs: parts.config().server.keepAliveMs,
    signal: course.signal,
    stopped: course.stopped,
  })
  recorder?.end()
  if (captured !== null) parts.traffic.capture(course.record, "upstream-answer", captured())
  const usage = watch.usage()
  const told = { status: 200, usage, ttfbMs, sent: true, seenOutputTokens: watch.seenTokens() }
  switch (streamed.kind) {
    case "failed-before":
      return { kind: "failed-before", error: streamed.error, usage }
    case "done":
      return { kind: "told", told: { ...told, error: null, bytes: streamed.bytes, aborted: false } }
    case "failed-after":
      return { kind: "told", told: { ...told, error: streamed.error, bytes: streamed.bytes, aborted: false } }
    case "aborted":
      return { kind: "told", told: { ...told, error: null, bytes: streamed.bytes, aborted: true } }
    default:
      return streamed satisfies never
  }
}

const mostCaptured = 256 * 1024

/** Listens along; what goes to the client does not wait for it. */
function captureOf(body: Readable): () => string {
  const kept: Buffer[] = []
  let bytes = 0
  body.on("data", (chunk: Buffer) => {
    if (bytes < mostCaptured) kept.push(chunk)
    bytes += chunk.length
  })
  return () => Buffer.concat(kept).toString("utf8", 0, mostCaptured)
}
