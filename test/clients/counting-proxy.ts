import { once } from "node:events"
import { createServer, request } from "node:http"

export type CountingProxy = {
  readonly url: string
  /** Every request that went through, with its whole body. */
  readonly requests: readonly { readonly method: string; readonly path: string; readonly body: string }[]
  [Symbol.asyncDispose](): Promise<void>
}

/** Stands between a client and the gateway, changes nothing and counts what the client really sends. */
export async function openCountingProxy(target: string): Promise<CountingProxy> {
  const requests: { method: string; path: string; body: string }[] = []
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on("data", (piece: Buffer) => chunks.push(piece))
    incoming.on("end", () => {
      const body = Buffer.concat(chunks)
      const { method = "GET", url = "/" } = incoming
      requests.push({ method, path: url, body: body.toString("utf8") })
      const onward = request(`${target}${url}`, { method, headers: incoming.headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      })
      onward.on("error", () => response.destroy())
      onward.end(body)
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("the proxy has no port")
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close")
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
