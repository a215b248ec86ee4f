import type { CallUsage, Decoded, GatewayError } from "../model/exchange.ts"
import type { EmbeddingOperation } from "../serve/route.ts"
import { decodeEmbedAnswer, encodeEmbedRequest } from "../upstream/embed-upstream.ts"
import { decodeEmbedRequest, type EmbedRequest, encodeEmbedAnswer } from "../upstream/embeddings.ts"
import type { Target } from "../upstream/target.ts"
import { spliceMember } from "../upstream/top-member.ts"
import type { Carried, CarryOrder, Prepared } from "./attempt.ts"
import type { ClientCall } from "./client-call.ts"
import type { Course } from "./course.ts"
import { readAnswer } from "./read-answer.ts"
import type { PrepareFor } from "./relay-call.ts"
import { replyHeaders } from "./reply-head.ts"

/** Makes a request for embeddings one of a target's: passed through where both speak the same, else translated. */
export function prepareEmbedding({ call }: Course, operation: EmbeddingOperation): PrepareFor {
  const format = call.format === "gemini" ? "gemini" : "openai-chat"
  const kind = operation === "batchEmbedContents" ? "embed-batch" : "embed"
  return async (target) => {
    const request = decodeEmbedRequest(format, kind, call.bytes.toString("utf8"))
    if (request.kind === "error") return request
    if (passes(call, target)) return passed(call, target, kind)
    const sent = encodeEmbedRequest(request.value, target)
    if (sent.kind === "error") return sent
    const carry = (order: CarryOrder) => carryEmbeddings(order, call, target, request.value)
    const { operation: there, body } = sent.value
    return { kind: "ok", value: { mode: "translate", operation: there, body, notes: [], carry } }
  }
}

/** Vertex asks for embeddings as predictions; behind an alias, each of Gemini's requests names the model once more. */
function passes(call: ClientCall, target: Target): boolean {
  if (target.format !== call.format || target.upstream.kind === "vertex-gemini") return false
  return call.format !== "gemini" || target.model === call.model
}

function passed(call: ClientCall, target: Target, operation: "embed" | "embed-batch"): Decoded<Prepared> {
  const renamed = call.format !== "gemini" && target.model !== call.model
  const body = renamed ? spliceMember(call.bytes, "model", JSON.stringify(target.model)) : call.bytes
  const carry = (order: CarryOrder) => carryEmbeddings(order, call, target, null)
  return { kind: "ok", value: { mode: "pass", operation, body, notes: [], carry } }
}

const mostBytes = 256 * 1024 * 1024

/** `request` null: the upstream's bytes go back as they are, and are read only to count them. */
async function carryEmbeddings(
  { course, target, prepared, lease, answer }: CarryOrder,
  call: ClientCall,
  asked: Target,
  request: EmbedRequest | null,
): Promise<Carried> {
  const read = await readAnswer(answer.body, mostBytes)
  const failed = (error: GatewayError): Carried => ({ kind: "failed-before", error, usage: null })
  const unseen = { usage: null, bytes: 0, ttfbMs: null, sent: true, seenOutputTokens: null }
  if (course.signal.aborted && course.stopped() === null)
    return { kind: "told", told: { ...unseen, status: 499, error: null, aborted: true } }
  if (read.kind === "failed") return failed(read.error)
  const vectors = decodeEmbedAnswer(asked, read.bytes.toString("utf8"))
  if (vectors.kind === "error") return failed(vectors.error)
  const format = call.format === "gemini" ? "gemini" : "openai-chat"
  const body =
    request === null ? read.bytes : Buffer.from(encodeEmbedAnswer(format, request, vectors.value, call.model))
  const answerer = { target, credential: lease.credential.name, notes: prepared.notes }
  const { response } = course
  const head = replyHeaders(call, answerer, request === null ? answer.headers : null)
  response.writeHead(200, { ...head, "content-length": body.length })
  const ttfbMs = course.elapsed()
  response.end(body)
  const usage = vectors.value.tokens === null ? null : inputAlone(vectors.value.tokens)
  const told = { ...unseen, status: 200, error: null, usage, bytes: body.length, aborted: false, ttfbMs }
  return { kind: "told", told }
}

function inputAlone(input: number): CallUsage {
  return { input, cachedInput: null, cacheWrite: null, output: 0, thinking: null }
}
