import type { Exchange, GatewayError } from "../model/exchange.ts"
import { signatureRoute } from "../signatures/signature-route.ts"
import { createAnswerWatch } from "./answer-watch.ts"
import type { Carried, CarryOrder } from "./attempt.ts"
import { writeWhole } from "./client-codec.ts"
import { readAnswer } from "./read-answer.ts"
import { replyHeaders } from "./reply-head.ts"
import { answerCodec } from "./upstream-codec.ts"

/** Pictures come whole in one answer; nothing is as large as this. */
const mostBytes = 256 * 1024 * 1024

/** Carries a plain answer of status 200 to the client: read whole first, for an error may stand inside (G65). */
export async function answerWhole(order: CarryOrder, exchange: Exchange | null): Promise<Carried> {
  const { course, target, prepared, lease, answer } = order
  const { call, parts, response } = course
  const read = await readAnswer(answer.body, mostBytes)
  const unseen = { usage: null, bytes: 0, ttfbMs: null, sent: true, seenOutputTokens: null }
  const aborted = { ...unseen, status: 499, error: null, aborted: true }
  if (course.signal.aborted && course.stopped() === null) return { kind: "told", told: aborted }
  if (read.kind === "failed") return { kind: "failed-before", error: read.error, usage: null }

  if (parts.config().log.capture)
    parts.traffic.capture(course.record, "upstream-answer", read.bytes.toString("utf8"))
  const events = answerCodec(target.format, exchange, parts.now).whole(read.bytes.toString("utf8"))
  const recorder =
    exchange === null
      ? null
      : parts.signatures.recorder(exchange, signatureRoute(target.upstream, call.session))
  const watch = createAnswerWatch(recorder)
  watch.see(events)
  recorder?.end()
  const usage = watch.usage()
  const failed = (error: GatewayError): Carried => ({ kind: "failed-before", error, usage })
  const inside = watch.error()
  if (inside !== null) return failed(inside)
  const body = exchange === null ? read.bytes : writeWhole(call, exchange, events, parts.now())
  if ("kind" in body && body.kind === "error") return failed(body.error)
  const bytes = "kind" in body ? Buffer.from(body.value) : body
  const answerer = { target, credential: lease.credential.name, notes: prepared.notes }
  response.writeHead(200, {
    ...replyHeaders(call, answerer, exchange === null ? answer.headers : null),
    "content-length": bytes.length,
  })
  const ttfbMs = course.elapsed()
  response.end(bytes)
  const told = { ...unseen, status: 200, error: null, usage, bytes: bytes.length, aborted: false, ttfbMs }
  return { kind: "told", told }
}
