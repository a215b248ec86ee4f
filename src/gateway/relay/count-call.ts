import { isRecord } from "../../system/json-record.ts"
import { member } from "../codecs/gemini/member.ts"
import { allowsModel } from "../keys/key.ts"
import type { Exchange, GatewayError } from "../model/exchange.ts"
import { replyError } from "../serve/error-reply.ts"
import { foreignModel, unknownModel } from "../serve/refusals.ts"
import { reply } from "../serve/reply.ts"
import { type Count, countAnswer, countTokens } from "../upstream/count.ts"
import { estimateTokens } from "../upstream/estimate.ts"
import type { Target } from "../upstream/target.ts"
import type { ClientCall } from "./client-call.ts"
import { decodeCall } from "./client-codec.ts"
import type { Course } from "./course.ts"
import { type Answerer, ownHeaders } from "./reply-head.ts"
import { emptyExchange } from "./upstream-codec.ts"
import { withoutSecret } from "./without-secret.ts"

/** Answers how many tokens a request has (G72). Nothing is billed for it, so nothing is reserved. */
export async function countCall(course: Course): Promise<void> {
  const { call, parts } = course
  const resolved = await parts.models.resolveModel(call.model, call.format)
  const [target] = resolved.kind === "targets" ? resolved.targets : []
  if (target === undefined) return refuse(course, unknownModel(call.model))
  if (!allowsModel(call.key, call.model) && !allowsModel(call.key, target.model))
    return refuse(course, foreignModel(call.key.name, call.model))
  const decoded = decodeCall(requestIn(call), "leave-out")
  // What only the vendor itself understands, it also counts.
  if (decoded.kind === "error" && call.format !== target.format) return refuse(course, decoded.error)
  const exchange = decoded.kind === "ok" ? decoded.value : emptyExchange
  const { count, answerer, secret } = await counted(course, target, exchange)
  if (count.kind === "failed") return refuse(course, withoutSecret(count.error, secret))
  const headers = ownHeaders(call.requestId, answerer)
  const body = countAnswer(call.format, count)
  reply(
    { response: course.response, requestId: call.requestId },
    { status: 200, type: "application/json", body, headers },
  )
  over(course, 200, null)
}

async function counted(
  course: Course,
  target: Target,
  exchange: Exchange,
): Promise<{ readonly count: Count; readonly answerer: Answerer | null; readonly secret: string | null }> {
  const { call, parts, signal } = course
  const { key, session, headers: clientHeaders } = call
  const estimate = (why: string) => ({
    count: { kind: "estimated", tokens: estimateTokens(exchange), why } as const,
    answerer: null,
    secret: null,
  })
  const acquired = await parts.pool.acquire({ target, key, session, signal, tried: [] })
  if (acquired.kind === "refused") return estimate(acquired.error.message)
  const { lease } = acquired
  const began = course.elapsed()
  const secret = await parts.secrets.of(lease.credential)
  const count: Count =
    secret.kind === "missing"
      ? estimate(secret.why).count
      : await countTokens({
          target,
          format: call.format,
          body: call.bytes,
          exchange,
          secret: secret.value,
          clientHeaders,
          client: parts.client,
          signal,
          now: parts.now,
        })
  // A count says nothing about whether answers come: neither breaker nor cooldown hears of it.
  lease.done({ kind: "aborted" })
  const { name, kind } = target.upstream
  parts.traffic.attempt(course.record, {
    upstream: name,
    kind,
    model: target.model,
    credential: lease.credential.name,
    why: lease.why,
    status: count.kind === "counted" ? 200 : null,
    error: count.kind === "counted" ? null : count.kind === "estimated" ? count.why : count.error.message,
    ms: course.elapsed() - began,
  })
  const notes = count.kind === "estimated" ? ["estimated"] : []
  const answerer = { target, credential: lease.credential.name, notes }
  return { count, answerer, secret: secret.kind === "missing" ? null : secret.value }
}

/** A Gemini client may count a whole request, with tools and system text, that stands in a member of its own. */
function requestIn(call: ClientCall): ClientCall {
  const inner = call.format === "gemini" ? member(call.fields, "generateContentRequest") : null
  return isRecord(inner) ? { ...call, fields: inner } : call
}

function refuse(course: Course, error: GatewayError): void {
  replyError(course.response, course.call.format, error, { requestId: course.call.requestId })
  over(course, course.response.statusCode, error)
}

function over(course: Course, status: number, error: GatewayError | null): void {
  const ms = course.elapsed()
  const nothing = { usage: null, usd: null, basis: "unknown", bytesOut: 0, notes: [] } as const
  const aborted = course.signal.aborted
  course.parts.traffic.end(course.record, {
    ...nothing,
    status,
    code: error?.code ?? null,
    ttfbMs: ms,
    ms,
    aborted,
  })
}
