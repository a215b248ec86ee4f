import { createServer } from "node:http"

/** Google on loopback: a list of models, a token endpoint, and the metadata server of a machine. */
export type FakeGoogle = {
  readonly url: string
  /** Host and port, as GCE_METADATA_HOST takes it. */
  readonly host: string
  /** Method and path of every request. */
  readonly asked: string[]
  /** Sends requests for Google's token endpoint here. */
  readonly fetch: typeof globalThis.fetch
  [Symbol.asyncDispose](): Promise<void>
}

export type FakeGoogleOptions = {
  /** The only key that is accepted. */
  readonly key?: string
  /** The token that is given out; null = every request for one is refused. */
  readonly token?: string | null
}

export async function fakeGoogle({ key = "", token = null }: FakeGoogleOptions): Promise<FakeGoogle> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    request.resume()
    const { pathname } = new URL(request.url ?? "", "http://fake")
    asked.push(`${request.method} ${pathname}`)
    const json = (status: number, body: object): void => {
      response.writeHead(status, { "content-type": "application/json", "metadata-flavor": "Google" })
      response.end(JSON.stringify(body))
    }
    if (/^\/v1(beta)?\/models$/.test(pathname)) {
      const given = String(request.headers["x-goog-api-key"])
      // Some gateways repeat what they were sent.
      const message = `API key not valid: ${given}. Please pass a valid API key.`
      if (given === key) json(200, { models: [{ name: "models/gemini-3.8-flash" }] })
      else json(400, { error: { code: 400, message, status: "INVALID_ARGUMENT" } })
      return
    }
    if (/\/token$/.test(pathname)) {
      if (token === null) json(400, { error: "invalid_grant", error_description: "Token has been revoked." })
      else json(200, { access_token: token, expires_in: 3600, token_type: "Bearer" })
      return
    }
    if (pathname.startsWith("/computeMetadata")) {
      response.writeHead(200, { "content-type": "text/plain", "metadata-flavor": "Google" })
      response.end(pathname.endsWith("universe-domain") ? "googleapis.com" : "fake")
      return
    }
    json(404, { error: { code: 404, message: "no such path" } })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const host = `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`
  const url = `http://${host}`
  return {
    url,
    host,
    asked,
    fetch: (input, init) => {
      const to = String(input instanceof Request ? input.url : input)
      return globalThis.fetch(to.replace(/^https:\/\/(oauth2|www)\.googleapis\.com/, url), init)
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
