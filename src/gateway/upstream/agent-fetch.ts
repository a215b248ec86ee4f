import { Agent, request as httpRequest, type IncomingMessage } from "node:http"
import { request as httpsRequest } from "node:https"

/**
 * `fetch` that obeys the `agent` Google's library names for proxies and client certificates, which Node's own does not:
 * with it the library needs no other implementation of fetch. Redirects are not followed where an agent is named.
 */
export const agentFetch: typeof fetch = async (input, init) => {
  const agent = init !== undefined && "agent" in init ? init.agent : undefined
  if (!(agent instanceof Agent)) return await fetch(input, init)
  const asked = new Request(input, init)
  const body = asked.body === null ? null : Buffer.from(await asked.arrayBuffer())
  const { method, signal, url } = asked
  const send = url.startsWith("https:") ? httpsRequest : httpRequest
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = Object.fromEntries(asked.headers)
    const sent = send(url, { method, headers, agent, signal }, resolve)
    sent.on("error", reject)
    sent.end(body)
  })
  const parts: Buffer[] = []
  for await (const part of answer) parts.push(Buffer.from(part))
  const headers = new Headers()
  for (const [name, value] of Object.entries(answer.headers)) headers.set(name, [value].flat().join(", "))
  const { statusCode: status = 502, statusMessage: statusText = "" } = answer
  // These carry no body, and a response may not be made with one.
  const isEmpty = status === 204 || status === 205 || status === 304
  return new Response(isEmpty ? null : Buffer.concat(parts), { status, statusText, headers })
}
