import { lookup } from "node:dns/promises"
import { request as httpRequest, type IncomingMessage } from "node:http"
import { request as httpsRequest } from "node:https"
import { isIP } from "node:net"
import type { Blob64 } from "../model/exchange.ts"
import { isPublicAddress } from "./address.ts"
import { bytesWithin } from "./body-text.ts"

/** What the guard asks of the machine; tests put loopback servers in its place. */
export type Guard = {
  readonly resolve: (host: string) => Promise<readonly string[]>
  readonly allows: (address: string) => boolean
}

export type MediumOrder = {
  readonly url: string
  readonly maxBytes: number
  readonly signal: AbortSignal
  readonly guard?: Guard
}

/** `why`: one sentence for the client. It never tells what a name resolves to, or what a server answered. */
export type Medium =
  | { readonly kind: "medium"; readonly blob: Blob64 }
  | { readonly kind: "refused"; readonly why: string }

const timeoutMs = 20_000
const mostRedirects = 3

const network: Guard = {
  resolve: async (host) => (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address),
  allows: isPublicAddress,
}

/**
 * Fetches a picture, sound or document from the public internet alone (G73). Each hop's name is resolved once, every
 * address of it must be public, and the connection goes to the very address that was checked, so that a name which
 * changes its mind between check and connection gains nothing.
 */
export async function fetchMedium(order: MediumOrder): Promise<Medium> {
  const guard = order.guard ?? network
  const signal = AbortSignal.any([order.signal, AbortSignal.timeout(timeoutMs)])
  let url = order.url
  for (let hop = 0; hop <= mostRedirects; hop++) {
    const checked = await checkedAddress(url, guard)
    if (checked === null)
      return { kind: "refused", why: `The picture's address ${shown(url)} is not allowed.` }
    const answer = await get(checked.url, checked.address, signal)
    if (answer === null) return { kind: "refused", why: `The picture at ${shown(url)} could not be fetched.` }
    const status = answer.statusCode ?? 0
    const { location } = answer.headers
    if (status < 300 || status > 399 || location === undefined) return readMedium(answer, url, order.maxBytes)
    answer.destroy()
    if (!URL.canParse(location, url))
      return { kind: "refused", why: `The picture at ${shown(url)} leads nowhere.` }
    url = new URL(location, url).href
  }
  return { kind: "refused", why: `The picture at ${shown(order.url)} leads on too often.` }
}

async function checkedAddress(text: string, guard: Guard): Promise<{ url: URL; address: string } | null> {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const isPlain = url.username === "" && url.password === ""
  if (!isPlain || (url.protocol !== "http:" && url.protocol !== "https:")) return null
  const host = url.hostname.replace(/^\[|\]$/g, "")
  const addresses = isIP(host) === 0 ? await guard.resolve(host).catch(() => []) : [host]
  const [address] = addresses
  return address !== undefined && addresses.every((one) => guard.allows(one)) ? { url, address } : null
}

/** Null when there is no answer. Never through a proxy: it would resolve the name anew. */
function get(url: URL, address: string, signal: AbortSignal): Promise<IncomingMessage | null> {
  const open = url.protocol === "https:" ? httpsRequest : httpRequest
  return new Promise((resolve) => {
    const request = open(url, {
      agent: false,
      signal,
      headers: { accept: "image/*, audio/*, application/pdf", "user-agent": "for-loop-gateway" },
      // The address that was checked, whatever the name says by now.
      lookup: (_host, options, done) => {
        const family = isIP(address)
        if (options.all === true) done(null, [{ address, family }])
        else done(null, address, family)
      },
      ...(url.protocol === "https:" ? { rejectUnauthorized: true } : {}),
    })
    request.once("response", resolve)
    request.on("error", () => resolve(null))
    request.end()
  })
}

const media =
  /^(image\/(png|jpeg|gif|webp|heic|heif|avif|bmp|tiff)|audio\/[\w.+-]+|video\/[\w.+-]+|application\/pdf)$/

async function readMedium(answer: IncomingMessage, url: string, maxBytes: number): Promise<Medium> {
  const mimeType = (answer.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? ""
  const told = Number(answer.headers["content-length"] ?? 0)
  const why =
    answer.statusCode !== 200
      ? "could not be fetched"
      : !media.test(mimeType)
        ? "is no picture, sound or PDF"
        : told > maxBytes
          ? `is larger than ${maxBytes} bytes`
          : null
  const bytes = why === null ? await bytesWithin(answer, maxBytes) : null
  if (bytes !== null) return { kind: "medium", blob: { mimeType, base64: bytes.toString("base64") } }
  answer.destroy()
  const said = why ?? `is larger than ${maxBytes} bytes, or broke off`
  return { kind: "refused", why: `The picture at ${shown(url)} ${said}.` }
}

/** Addresses may carry signatures in their query. */
function shown(url: string): string {
  return URL.canParse(url) ? `${new URL(url).origin}${new URL(url).pathname}`.slice(0, 200) : "(unreadable)"
}
