import type { IncomingHttpHeaders } from "node:http"
import type { CallUsage, GatewayError } from "../model/exchange.ts"
import type { Lease, Verdict } from "../pool/pool.ts"
import { isSignatureFault } from "../signatures/signature-fault.ts"
import { endpointOf, type Operation } from "../upstream/endpoint.ts"
import type { Target } from "../upstream/target.ts"
import type { UpstreamAnswer } from "../upstream/upstream-client.ts"
import type { Course } from "./course.ts"
import { readAnswer } from "./read-answer.ts"
import { readFailure } from "./upstream-codec.ts"
import { withoutSecret } from "./without-secret.ts"

/** A request as one target gets it. */
export type Prepared = {
  readonly mode: "pass" | "translate"
  readonly operation: Operation
  readonly body: Buffer | string
  readonly notes: readonly string[]
  /** Carries the upstream's answer of status 200 to the client. */
  readonly carry: (order: CarryOrder) => Promise<Carried>
}

export type CarryOrder = AttemptOrder & {
  readonly answer: Extract<UpstreamAnswer, { kind: "answer" }>
  /** Our own credential: taken out of whatever the upstream repeats of it; null = none is needed. */
  readonly secret: string | null
}

export type Carried =
  | { readonly kind: "told"; readonly told: Told }
  /** Nothing was written to the client. */
  | { readonly kind: "failed-before"; readonly error: GatewayError; readonly usage: CallUsage | null }

/** What the client was told, when it was told anything. */
export type Told = {
  readonly status: number
  readonly error: GatewayError | null
  readonly usage: CallUsage | null
  readonly bytes: number
  readonly aborted: boolean
  readonly ttfbMs: number | null
  /** Whether the upstream may charge for it. */
  readonly sent: boolean
  /** Of the text that went to the client, roughly; null = none was. */
  readonly seenOutputTokens: number | null
}

/** The error of an upstream that the client's format knows as it is (G07). */
export type NativeError = { readonly status: number; readonly type: string; readonly body: Buffer }

export type Attempted =
  | { readonly kind: "told"; readonly told: Told }
  | {
      readonly kind: "failed"
      readonly error: GatewayError
      readonly native: NativeError | null
      readonly verdict: Verdict
      /** What it may have cost: `nothing`, what was reported, or nobody knows (G58). */
      readonly cost:
        | { readonly kind: "nothing" | "unknown" }
        | { readonly kind: "usage"; readonly usage: CallUsage }
      /** What one repetition on the same credential would change. */
      readonly remedy: "fresh-token" | "no-signatures" | null
    }

export type AttemptOrder = {
  readonly course: Course
  readonly target: Target
  readonly prepared: Prepared
  readonly lease: Lease
}

type Failure = {
  readonly status: number | null
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly error: GatewayError
  readonly cost: Extract<Attempted, { kind: "failed" }>["cost"]
  readonly remedy: Extract<Attempted, { kind: "failed" }>["remedy"]
}

/** More of an error than this nobody reads. */
const mostErrorBytes = 256 * 1024

/** Sends a request once. The lease is given back on every way out. */
export async function attempt(order: AttemptOrder): Promise<Attempted> {
  const { course, target, prepared, lease } = order
  const { call, parts, signal } = course
  const began = course.elapsed()
  const ended = (status: number | null, error: string | null): void =>
    parts.traffic.attempt(course.record, {
      upstream: target.upstream.name,
      kind: target.upstream.kind,
      model: target.model,
      credential: lease.credential.name,
      why: lease.why,
      status,
      error,
      ms: course.elapsed() - began,
    })
  const gone = (sent: boolean): Attempted => {
    ended(null, "The client went away.")
    lease.done({ kind: "aborted" })
    return { kind: "told", told: { ...nobody, sent } }
  }
  const fail = (failure: Failure, secret: string | null): Attempted => {
    const error = forClient(failure.error, order, secret)
    const body = failure.body.toString("utf8")
    ended(failure.status, body === "" ? error.message : body)
    const { status, headers } = failure
    const verdict = lease.done({ kind: "fault", status, headers, body, error })
    const native = nativeOf(failure, order, secret)
    return { kind: "failed", error, native, verdict, cost: failure.cost, remedy: failure.remedy }
  }

  const secret = await parts.secrets.of(lease.credential)
  if (secret.kind === "missing") {
    const error: GatewayError = { ...noSecret, message: secret.why }
    return fail({ ...nothing, status: 401, error }, null)
  }
  const passes = prepared.mode === "pass"
  const { url, headers } = endpointOf({
    upstream: target.upstream,
    operation: prepared.operation,
    format: target.format,
    model: target.model,
    secret: secret.value,
    clientHeaders: passes ? call.headers : null,
    query: passes ? passedQuery(order) : null,
  })
  const { upstream } = target
  const { body } = prepared
  const answer = await parts.client.send({ upstream, method: "POST", url, headers, body, signal })
  if (answer.kind === "failed") {
    if (signal.aborted && course.stopped() === null) return gone(answer.reached)
    const cost = { kind: answer.reached ? "unknown" : "nothing" } as const
    return fail({ ...nothing, error: answer.error, cost }, secret.value)
  }
  if (answer.status < 200 || answer.status > 299) {
    const read = await readAnswer(answer.body, mostErrorBytes)
    const bytes = read.kind === "bytes" ? read.bytes : Buffer.alloc(0)
    const { status } = answer
    const get = (name: string): string | null => headerOf(answer.headers, name)
    const told = { status, headers: { get }, body: bytes.toString("utf8"), now: parts.now() }
    const error = readFailure(target.format, told)
    const fresh = status === 401 && parts.secrets.refused(lease.credential, secret.value)
    const remedy = fresh ? "fresh-token" : isSignatureFault(error) ? "no-signatures" : null
    return fail({ ...nothing, status, headers: answer.headers, body: bytes, error, remedy }, secret.value)
  }

  const carried = await prepared.carry({ ...order, answer, secret: secret.value })
  switch (carried.kind) {
    case "failed-before": {
      const { usage } = carried
      const cost = usage === null ? ({ kind: "nothing" } as const) : ({ kind: "usage", usage } as const)
      const { status, headers: answered } = answer
      return fail({ ...nothing, status, headers: answered, error: carried.error, cost }, secret.value)
    }
    case "told": {
      const { error, aborted } = carried.told
      ended(answer.status, error?.message ?? (aborted ? "The client went away." : null))
      if (aborted) lease.done({ kind: "aborted" })
      else if (error === null) lease.done({ kind: "ok", headers: answer.headers })
      else
        lease.done({
          kind: "fault",
          status: answer.status,
          headers: answer.headers,
          body: error.message,
          error,
        })
      return carried
    }
  }
}

const nothing: Omit<Failure, "error"> = {
  status: null,
  headers: {},
  body: Buffer.alloc(0),
  cost: { kind: "nothing" },
  remedy: null,
}

const noSecret: GatewayError = {
  status: 502,
  code: "upstream-auth",
  message: "",
  param: null,
  retryAfterMs: null,
}

/** Nobody was there to be told. */
const nobody: Omit<Told, "sent"> = {
  status: 499,
  error: null,
  usage: null,
  bytes: 0,
  aborted: true,
  ttfbMs: null,
  seenOutputTokens: null,
}

/** A client reads whose fault it is, and never our credential, whatever the upstream repeats of it (G01, G68). */
function forClient(
  error: GatewayError,
  { target, lease }: AttemptOrder,
  secret: string | null,
): GatewayError {
  const concealed = withoutSecret(error, secret)
  if (error.code === "rate-limited" && error.retryAfterMs === null)
    return { ...concealed, message: `${concealed.message} ${slower}` }
  if (error.code !== "upstream-auth") return concealed
  const whose = `The upstream "${target.upstream.name}" did not accept the gateway's credential "${lease.credential.name}"`
  return { ...error, message: `${whose} (your own key is fine): ${concealed.message}` }
}

/** A limit that names neither its reason nor its end is most often one of many requests at once. */
const slower =
  "(A rate limit of the upstream that names no time to wait; fewer requests at the same time may help.)"

/** Statuses that are about the request alone: the upstream's own words help most there. */
const aboutTheRequest = new Set([400, 404, 413, 415, 422])

/** Words that are about our credential, or repeat it, are told in ours instead (G01, G68). */
function nativeOf(failure: Failure, { prepared }: AttemptOrder, secret: string | null): NativeError | null {
  const { status, headers, body, error } = failure
  if (prepared.mode === "translate" || status === null || !aboutTheRequest.has(status)) return null
  if (error.code === "upstream-auth" || (secret !== null && secret !== "" && body.includes(secret)))
    return null
  const type = headers["content-type"] ?? ""
  return /json/i.test(type) && body.length > 0 ? { status, type, body } : null
}

/** A Gemini client that wants a list gets one, made of the events that are read here (G63). */
function passedQuery({ course: { call } }: AttemptOrder): URLSearchParams {
  if (call.format !== "gemini" || !call.stream || call.form === "sse") return call.query
  const query = new URLSearchParams(call.query)
  query.set("alt", "sse")
  return query
}

function headerOf(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name]
  return typeof value === "string" ? value : null
}
