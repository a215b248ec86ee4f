import { versionFault } from "../codecs/anthropic/version-fault.ts"
import { recordOf } from "../codecs/fields.ts"
import type { GatewayConfig } from "../config/config.ts"
import type { Decoded, Exchange } from "../model/exchange.ts"
import { signatureRoute } from "../signatures/signature-route.ts"
import { limitsResults, limitToolResults } from "../traffic/tool-results.ts"
import { withImages } from "../upstream/image-fetch.ts"
import type { Target } from "../upstream/target.ts"
import { spliceMember } from "../upstream/top-member.ts"
import { rewriteVertexBody } from "../upstream/vertex-body.ts"
import { answerWhole } from "./answer-whole.ts"
import type { Prepared } from "./attempt.ts"
import { type ClientCall, wantsUsage } from "./client-call.ts"
import { decodeCall } from "./client-codec.ts"
import type { Course } from "./course.ts"
import type { PrepareFor } from "./relay-call.ts"
import { streamAnswer } from "./stream-answer.ts"
import { encodeFor } from "./upstream-codec.ts"

/** Makes a client's request one of a target's: passed through where both speak the same, else translated. */
export function prepareGeneration(course: Course): PrepareFor {
  const { call, parts } = course
  return async (target, replay) => {
    if (call.format !== target.format || replay === "none" || holdsForeign(call, parts.config()))
      return translated(course, target, replay)
    const fault = call.format === "anthropic" ? versionFault(call.fields, versionOf(call)) : null
    return fault === null
      ? prepared(call, passedBody(call, target), null, [])
      : { kind: "error", error: fault }
  }
}

async function translated(
  { call, parts, signal }: Course,
  target: Target,
  replay: "keep" | "none",
): Promise<Decoded<Prepared>> {
  const { images, toolResults } = parts.config()
  const { signatures } = parts
  const decoded = decodeCall(call, target.upstream.quirks.hostedTools)
  if (decoded.kind === "error") return decoded
  const limited = limitToolResults(decoded.value, toolResults)
  const shown = await withImages(limited.exchange, { images, signal })
  if (shown.kind === "error") return shown
  const exchange = shown.value
  const route = signatureRoute(target.upstream, call.session)
  if (replay === "none") signatures.forget(exchange, route)
  const restored = replay === "keep" ? signatures.restore(exchange, route).exchange : exchange
  const sent = encodeFor(restored, target, replay)
  if (sent.sentinels > 0) signatures.countSentinels(sent.sentinels)
  const cut = limited.cut > 0 ? [`tool-results-cut-${limited.cut}`] : []
  return prepared(call, sent.body, exchange, [...(exchange.notes ?? []), ...sent.notes, ...cut])
}

/** `exchange` null: the client's own bytes go on, and the answer's come back as they are (G07). */
function prepared(
  call: ClientCall,
  body: Buffer | string,
  exchange: Exchange | null,
  notes: readonly string[],
): Decoded<Prepared> {
  const mode = exchange === null ? "pass" : "translate"
  const carry = call.stream ? streamAnswer : answerWhole
  const operation = call.stream ? "stream" : "generate"
  return {
    kind: "ok",
    value: { mode, operation, body, notes, carry: (order) => carry(order, exchange) },
  }
}

/** Our own tag of another vendor's signature, as text and in base64 (Gemini), or results that must be cut. */
function holdsForeign(call: ClientCall, config: GatewayConfig): boolean {
  if (limitsResults(config.toolResults)) return true
  return call.bytes.includes('"fl1.') || (call.format === "gemini" && call.bytes.includes('"ZmwxL'))
}

/** The client's bytes, but for what must differ: the model's name behind an alias, and counting (G06, G57). */
function passedBody(call: ClientCall, target: Target): Buffer {
  let { bytes } = call
  if (target.upstream.kind === "vertex-claude")
    return rewriteVertexBody(bytes, target.upstream.quirks.vertexVersion)
  if (call.format !== "gemini" && target.model !== call.model)
    bytes = spliceMember(bytes, "model", JSON.stringify(target.model))
  if (call.format === "openai-chat" && call.stream && !wantsUsage(call)) {
    const options = { ...recordOf(call.fields.stream_options), include_usage: true }
    bytes = spliceMember(bytes, "stream_options", JSON.stringify(options))
  }
  return bytes
}

function versionOf({ headers }: ClientCall): string | null {
  const version = headers["anthropic-version"]
  return typeof version === "string" ? version : null
}
