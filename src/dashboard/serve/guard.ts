import { createHash, timingSafeEqual } from "node:crypto"
import type { IncomingHttpHeaders } from "node:http"

/** A request as far as it decides about being let in. */
export type Knock = {
  readonly method: string
  /** Path and query as sent. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
}

export type Keys = {
  /** Secret of the printed address. */
  readonly token: string
  /** Secret of the cookie that the address is exchanged for. */
  readonly session: string
  readonly cookieName: string
}

export type Verdict =
  | { readonly kind: "admitted"; readonly path: string }
  /** The address was right: the cookie is handed out. */
  | { readonly kind: "enter" }
  | { readonly kind: "refused"; readonly status: 401 | 403 | 405 | 415; readonly message: string }

/** What is guarded: the dashboard, or another page of ours. */
export type Site = {
  /** Path of its page, with a slash at its end. */
  readonly base: string
  readonly name: string
  /** Whether it may be reached under this host name. */
  readonly isHost: (host: string) => boolean
  /** How to get in. */
  readonly entrance: string
}

/** The names of this machine for itself, with or without a port. */
export function isLoopbackHost(host: string): boolean {
  return loopback.test(host)
}

const dashboard: Site = {
  base: "/",
  name: "the dashboard",
  isHost: isLoopbackHost,
  entrance: "Open the address that `for-loop dashboard` printed.",
}

const loopback = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i

/**
 * Who may use the dashboard: the browser that opened the printed address. Pages of other sites are kept out even where
 * they reach this port: by the name they were reached under (rebinding), by where they come from, and because they
 * neither know the address nor get the cookie sent.
 */
export function admit({ method, target, headers }: Knock, keys: Keys, site: Site = dashboard): Verdict {
  const { host, origin } = headers
  if (host === undefined || !site.isHost(host)) return refused(403, `This name is not that of ${site.name}.`)
  if (origin !== undefined && origin !== `http://${host}`)
    return refused(403, "Another page may not ask here.")
  if (!isOwnPage(headers, method)) return refused(403, "Another page may not ask here.")
  const { path, token } = split(target)
  if (path === site.base && token !== null && method === "GET") {
    return isEqual(token, keys.token)
      ? { kind: "enter" }
      : refused(403, "The address is not the present one.")
  }
  if (!cookies(headers.cookie, keys.cookieName).some((value) => isEqual(value, keys.session))) {
    return refused(401, site.entrance)
  }
  if (path === `${site.base}ask`) return judgeAsk(path, method, headers)
  return method === "GET" || method === "HEAD"
    ? { kind: "admitted", path }
    : refused(405, "Only asked questions are sent here.")
}

/** A browser always says where a POST comes from, and a foreign form cannot send JSON. */
function judgeAsk(path: string, method: string, headers: IncomingHttpHeaders): Verdict {
  if (method !== "POST") return refused(405, "Questions are sent with POST.")
  if (headers.origin === undefined) return refused(403, "A question must say where it comes from.")
  const isJson = /^application\/json\s*(?:;|$)/i.test(headers["content-type"] ?? "")
  return isJson ? { kind: "admitted", path } : refused(415, "Questions are sent as JSON.")
}

/**
 * Browsers tell which kind of page a request comes from. A page on another port of this machine counts as the same
 * site for cookies, so it is refused here; typing or following the address is a navigation of the whole tab.
 */
function isOwnPage(headers: IncomingHttpHeaders, method: string): boolean {
  const site = headers["sec-fetch-site"]
  if (site === undefined || site === "same-origin" || site === "none") return true
  return (
    method === "GET" && headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document"
  )
}

function split(target: string): { readonly path: string; readonly token: string | null } {
  const [path = "", query = ""] = target.split("?", 2)
  return { path, token: new URLSearchParams(query).get("token") }
}

function cookies(header: string | undefined, name: string): string[] {
  return (header ?? "").split(";").flatMap((part) => {
    const [key, value] = part.trim().split("=", 2)
    return key === name && value !== undefined ? [value] : []
  })
}

/** Takes the same time wherever the texts differ. */
export function isEqual(one: string, other: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest()
  return timingSafeEqual(hash(one), hash(other))
}

function refused(status: 401 | 403 | 405 | 415, message: string): Verdict {
  return { kind: "refused", status, message }
}
