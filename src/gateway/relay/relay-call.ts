import { allowsModel } from "../keys/key.ts"
import type { Decoded, GatewayError } from "../model/exchange.ts"
import { replyError } from "../serve/error-reply.ts"
import { foreignModel, ownFault, unknownModel } from "../serve/refusals.ts"
import type { Target } from "../upstream/target.ts"
import { type Attempted, attempt, type NativeError, type Prepared, type Told } from "./attempt.ts"
import type { Course } from "./course.ts"
import { mostInputTokens } from "./input-estimate.ts"
import { openPurse, type Purse } from "./purse.ts"
import { type Answerer, ownHeaders } from "./reply-head.ts"
import { unseenOutput } from "./unseen-output.ts"

/** A failure before the first byte is tried once more, elsewhere where that can be (G65). */
const mostSent = 2
/** These tell of one credential alone and were not worked on: how often they are met is the pool's to bound. */
const credentialFaults: ReadonlySet<GatewayError["code"]> = new Set([
  "rate-limited",
  "quota",
  "upstream-auth",
])

type Refusal = {
  readonly error: GatewayError
  readonly native: NativeError | null
  readonly answerer: Answerer | null
}

type Ended = { readonly kind: "told"; readonly told: Told } | ({ readonly kind: "refused" } & Refusal)

/** Makes the client's request one of a target's. `replay` `none`: the upstream called a signature corrupted (G42). */
export type PrepareFor = (target: Target, replay: "keep" | "none") => Promise<Decoded<Prepared>>

/** Serves one model call: chooses who answers, reserves the money, forwards, counts. Throws StoreError. */
export async function relayCall(course: Course, prepareFor: PrepareFor): Promise<void> {
  const { call, parts } = course
  const { money, credentialSpend, onTrouble } = parts
  const { key, maxOutputTokens } = call
  const purse = openPurse({
    money,
    credentialSpend,
    onTrouble,
    key,
    inputTokens: mostInputTokens(call.bytes),
    maxOutputTokens,
  })
  const notes: string[] = []
  const tries: Tries = { sent: 0, last: null, credential: null }
  try {
    const ended = await serve({ course, prepareFor, purse, notes, tries })
    const told = ended.kind === "told" ? ended.told : refuse(course, ended)
    if (told.sent) await settle(course, purse, told, tries.credential)
    else purse.release()
    note(course, told, notes, purse)
  } catch (thrown) {
    const { response } = course
    const status = response.headersSent ? response.statusCode : ownFault.status
    note(course, { ...nothingTold, status, error: ownFault }, notes, purse)
    releaseQuietly(purse)
    throw thrown
  }
}

function settle(course: Course, purse: Purse, told: Told, credential: string | null): Promise<void> {
  const { usage, ttfbMs, seenOutputTokens: seen } = told
  const aborted = told.aborted || told.error !== null
  const most = course.call.maxOutputTokens
  const silentMs = ttfbMs ?? course.elapsed()
  return purse.settle({
    usage,
    aborted,
    credential,
    seenOutputTokens: unseenOutput({ seen, silentMs, most }),
  })
}

function note(course: Course, told: Told, notes: readonly string[], purse: Purse): void {
  const { status, error, usage, aborted, ttfbMs, bytes: bytesOut } = told
  const code = error?.code ?? null
  const ms = course.elapsed()
  const end = { status, code, usage, aborted, ttfbMs, ms, bytesOut, notes, ...purse.spent() }
  course.parts.traffic.end(course.record, end)
}

/** The disk that failed the call may fail this, too; what went wrong first is what is told. */
function releaseQuietly(purse: Purse): void {
  try {
    purse.release()
  } catch {
    // The ledger gives back what a process left reserved.
  }
}

const nothingTold = {
  usage: null,
  bytes: 0,
  aborted: false,
  ttfbMs: null,
  sent: false,
  seenOutputTokens: null,
} as const

async function serve(serving: Serving): Promise<Ended> {
  const { course, tries } = serving
  const { call, parts } = course
  const resolved = await parts.models.resolveModel(call.model, call.format)
  if (resolved.kind === "unknown") return refused(unknownModel(call.model))
  const targets = resolved.targets.filter(
    ({ model }) => allowsModel(call.key, call.model) || allowsModel(call.key, model),
  )
  if (targets.length === 0) return refused(foreignModel(call.key.name, call.model))
  for (const target of targets) {
    const ended = await tryTarget(serving, target)
    if (ended !== null) return ended
  }
  return tries.last ?? refused(unknownModel(call.model))
}

type Tries = { sent: number; last: Ended | null; credential: string | null }

type Serving = {
  readonly course: Course
  readonly prepareFor: PrepareFor
  readonly purse: Purse
  readonly notes: string[]
  readonly tries: Tries
}

/** Tries one upstream with its credentials; null = the next upstream may do better, and `tries.last` says why. */
async function tryTarget(
  { course, prepareFor, purse, notes, tries }: Serving,
  target: Target,
): Promise<Ended | null> {
  const { call, parts, signal } = course
  let prepared = await prepareFor(target, "keep")
  if (prepared.kind === "error") return tries.last ?? refused(prepared.error)
  const tried: string[] = []
  const remedies = new Set<string>()
  for (;;) {
    const overBudget = await purse.reserve(target)
    if (overBudget !== null) return refused(overBudget)
    const { session, key } = call
    const acquired = await parts.pool.acquire({ target, key, session, signal, tried })
    if (acquired.kind === "refused") {
      if (acquired.reason === "aborted") return goneOr(course, acquired.error)
      // What an upstream itself answered says more than that there is no other credential.
      tries.last ??= refused(acquired.error)
      return null
    }
    const { lease } = acquired
    const sent: Prepared = prepared.value
    notes.splice(0, notes.length, ...sent.notes)
    if (parts.config().log.capture)
      parts.traffic.capture(course.record, "upstream-request", textOf(sent.body))
    tries.credential = lease.credential.name
    const outcome = await attempt({ course, target, prepared: sent, lease })
    if (outcome.kind === "told") return outcome
    await pay(course, purse, outcome, lease.credential.name)
    const answerer = { target, credential: lease.credential.name, notes: sent.notes }
    tries.last = { kind: "refused", error: outcome.error, native: outcome.native, answerer }
    if (signal.aborted) return goneOr(course, outcome.error)
    if (outcome.remedy !== null && !remedies.has(outcome.remedy)) {
      remedies.add(outcome.remedy)
      if (outcome.remedy === "no-signatures") {
        prepared = await prepareFor(target, "none")
        if (prepared.kind === "error") return refused(prepared.error)
      }
      continue
    }
    if (!credentialFaults.has(outcome.error.code)) tries.sent += 1
    if (tries.sent >= mostSent) return tries.last
    if (outcome.verdict.kind === "give-up") return outcome.verdict.elsewhere ? null : tries.last
    tried.push(lease.credential.name)
  }
}

/** What a failed attempt may have cost is paid at once; the next one reserves anew. */
async function pay(
  course: Course,
  purse: Purse,
  { cost }: Extract<Attempted, { kind: "failed" }>,
  credential: string,
): Promise<void> {
  if (cost.kind === "nothing") return
  const usage = cost.kind === "usage" ? cost.usage : null
  const { maxOutputTokens: most } = course.call
  const seenOutputTokens = unseenOutput({ seen: null, silentMs: course.elapsed(), most })
  await purse.settle({ usage, aborted: true, credential, seenOutputTokens })
}

function refused(error: GatewayError): Extract<Ended, { kind: "refused" }> {
  return { kind: "refused", error, native: null, answerer: null }
}

/** The client went away, or the gateway itself ended the call and tells why. */
function goneOr(course: Course, error: GatewayError): Ended {
  const stopped = course.stopped()
  if (stopped !== null) return refused(stopped)
  const gone = {
    status: 499,
    usage: null,
    bytes: 0,
    aborted: true,
    ttfbMs: null,
    sent: false,
    seenOutputTokens: null,
  }
  return { kind: "told", told: { ...gone, error } }
}

function refuse(course: Course, { error, native, answerer }: Refusal): Told {
  const { call, response } = course
  const headers = ownHeaders(call.requestId, answerer)
  const ttfbMs = course.elapsed()
  const told = { error, usage: null, aborted: false, ttfbMs, sent: false, seenOutputTokens: null }
  if (native !== null && !response.headersSent) {
    response.writeHead(native.status, {
      ...headers,
      "content-type": native.type,
      "content-length": native.body.length,
    })
    response.end(native.body)
    return { ...told, status: native.status, bytes: native.body.length }
  }
  replyError(response, call.format, error, { requestId: call.requestId, headers })
  return { ...told, status: response.statusCode, bytes: 0 }
}

function textOf(body: Buffer | string): string {
  return typeof body === "string" ? body : body.toString("utf8")
}
