import { type Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http"
import { request as httpsRequest } from "node:https"
import type { Socket } from "node:net"
import { urlToHttpOptions } from "node:url"
import { bodyFault } from "./body-fault.ts"
import { plainBody } from "./plain-body.ts"
import type { UpstreamAnswer, UpstreamOrder } from "./upstream-call.ts"
import { goneAway, proxyRefused, redirected, tooSlow, unreachable, type Waited } from "./way-fault.ts"

type Failed = Extract<UpstreamAnswer, { kind: "failed" }>

/** `stale`: a kept connection turned out to be closed, and nothing came back through it. */
type Attempt = UpstreamAnswer | { readonly kind: "stale"; readonly failed: Failed }

/** Room for the headers of an answer; Node's own 16 kB are little for policies and cookies. */
const maxHeaderSize = 65_536

/** Sends the request once. Every timer and listener ends with the answer's body, or with the failure. */
export function attempt(order: UpstreamOrder, url: URL, agent: Agent): Promise<Attempt> {
  const { upstream, signal } = order
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ kind: "failed", error: goneAway(), reached: false })
    let reached = false
    let bytesBefore = 0
    let socket: Socket | null = null
    let response: IncomingMessage | null = null

    const request = start(order, url, agent)
    if (request === null) {
      const error = unreachable(upstream.name, url.host, "ERR_INVALID_CHAR")
      return resolve({ kind: "failed", error, reached: false })
    }

    const fail = (error: Failed["error"]): void => {
      end()
      resolve({ kind: "failed", error, reached })
      if (response !== null) response.destroy(bodyFault(error))
      else request.destroy()
    }
    const late = (waited: Waited): void => fail(tooSlow(upstream, waited))
    const onAbort = (): void => fail(goneAway())
    const onIdle = (): void => {
      // Data that nobody has read yet: the reader is slow, not the upstream.
      if (response === null || response.readableLength === 0) late("idle")
    }

    // The agent chose a kept connection, or began a new one, before the request was there.
    let connecting = request.reusedSocket
      ? undefined
      : setTimeout(late, upstream.timeouts.connectMs, "connect")
    let answering: NodeJS.Timeout | undefined
    const total = setTimeout(late, upstream.timeouts.totalMs, "total")
    signal.addEventListener("abort", onAbort, { once: true })

    const connected = (): void => {
      clearTimeout(connecting)
      connecting = undefined
      reached = true
    }
    const end = (): void => {
      clearTimeout(connecting)
      clearTimeout(answering)
      clearTimeout(total)
      signal.removeEventListener("abort", onAbort)
      socket?.off("timeout", onIdle)
    }

    request.on("socket", (given) => {
      socket = given
      bytesBefore = given.bytesRead
      given.setTimeout(upstream.timeouts.idleMs)
      given.on("timeout", onIdle)
      if (!given.connecting) connected()
      else given.once(url.protocol === "https:" ? "secureConnect" : "connect", connected)
    })
    request.on("finish", () => {
      if (response === null) answering = setTimeout(late, upstream.timeouts.firstByteMs, "first-byte")
    })
    request.on("proxyConnect", (answer: unknown) => {
      const status = statusOf(answer)
      if (status !== null && status !== 200) fail(proxyRefused(upstream.name, status))
    })
    request.on("error", (error) => {
      // After the answer has begun, its body tells.
      if (response !== null) return
      end()
      const told: Failed = {
        kind: "failed",
        error: unreachable(upstream.name, url.host, codeOf(error)),
        reached,
      }
      const stale = request.reusedSocket && isBroken(error) && (socket?.bytesRead ?? 0) === bytesBefore
      resolve(stale ? { kind: "stale", failed: told } : told)
    })
    request.on("response", (answer) => {
      response = answer
      clearTimeout(answering)
      answer.once("close", end)
      const status = answer.statusCode ?? 0
      if (status >= 300 && status < 400) return fail(redirected(upstream.name))
      const { headers, body } = plainBody(answer)
      resolve({ kind: "answer", status, headers, body })
    })
    request.end(order.body ?? undefined)
  })
}

/** Addresses taken apart: the same few are called again and again. */
const places = new WeakMap<URL, ReturnType<typeof urlToHttpOptions>>()

function placeOf(url: URL): ReturnType<typeof urlToHttpOptions> {
  const known = places.get(url)
  if (known !== undefined) return known
  const { protocol, hostname, port, path, auth } = urlToHttpOptions(url)
  const place = {
    protocol,
    hostname,
    path,
    ...(port === undefined ? {} : { port }),
    ...(auth ? { auth } : {}),
  }
  places.set(url, place)
  return place
}

/** Null when a header holds what none may hold. */
function start(order: UpstreamOrder, url: URL, agent: Agent): ClientRequest | null {
  const open = url.protocol === "https:" ? httpsRequest : httpRequest
  const length = order.body === null ? {} : { "content-length": String(Buffer.byteLength(order.body)) }
  try {
    return open({
      ...placeOf(url),
      method: order.method,
      agent,
      maxHeaderSize,
      // Said outright, so that NODE_TLS_REJECT_UNAUTHORIZED does not switch it off.
      ...(url.protocol === "https:" ? { rejectUnauthorized: true } : {}),
      headers: { "accept-encoding": "identity", ...order.headers, ...length },
    })
  } catch {
    return null
  }
}

/** Only a tunnel has a status of its own; for plain requests the proxy's answer is the answer. */
function statusOf(answer: unknown): number | null {
  if (typeof answer !== "object" || answer === null || !("statusCode" in answer)) return null
  return Number(answer.statusCode)
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.name
}

function isBroken(error: Error): boolean {
  return ["ECONNRESET", "EPIPE", "ECONNABORTED"].includes(codeOf(error))
}
