import { createHash } from "node:crypto"
import {
  admit,
  isEqual,
  isLoopbackHost,
  type Keys,
  type Knock,
  type Site,
  type Verdict,
} from "../dashboard/serve/guard.ts"

export const base = "/admin/"

/** An address with digits: nobody can make a name of their own point at it and come in under that (rebinding). */
const literal = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\])(?::\d{1,5})?$/i

/** The secrets of the page, all made of the token: a page that is open goes on when the gateway starts again. */
export function pageKeys(token: string, port: number): Keys {
  const session = createHash("sha256").update(`session of the admin page ${token}`).digest("base64url")
  // Cookies know no ports: two gateways of one machine must not overwrite each other's.
  return { token, session, cookieName: `for-loop-gateway-${port}` }
}

/**
 * Who may use the page: a browser that opened its address, or a program of this user that shows the token as a bearer.
 * Keys of clients open nothing here.
 */
export function admitToAdmin(knock: Knock, keys: Keys, exposed: boolean): Verdict {
  const { authorization, origin } = knock.headers
  if (authorization === undefined) return admit(knock, keys, siteOf(exposed))
  const [path = ""] = knock.target.split("?", 1)
  const shown = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? ""
  // No browser sends this header by itself, and a page of another site is told so by its origin.
  return origin === undefined && isEqual(shown, keys.token)
    ? { kind: "admitted", path }
    : { kind: "refused", status: 403, message: "This is not the page's token." }
}

function siteOf(exposed: boolean): Site {
  return {
    base,
    name: "the gateway",
    isHost: (host) => isLoopbackHost(host) || (exposed && literal.test(host)),
    entrance: "Open the address of the page that `for-loop gateway` printed.",
  }
}
