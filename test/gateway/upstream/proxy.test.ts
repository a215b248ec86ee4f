import { execFile } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer, request as httpRequest, type IncomingMessage } from "node:http"
import { createServer as createHttpsServer } from "node:https"
import { connect, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterAll, describe, expect, it } from "vitest"
import { openUpstreamClient } from "../../../src/gateway/upstream/upstream-client.ts"
import { type Loopback, listening, serveHttp, textOf, until } from "./loopback.ts"
import { selfSigned } from "./self-signed.ts"
import { upstreamOf } from "./upstream-of.ts"

const folder = mkdtempSync(join(tmpdir(), "for-loop tls-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Proxy = Loopback & { readonly asked: string[]; readonly authorizations: (string | undefined)[] }

/** A proxy as companies run them: tunnels by CONNECT, plain requests by their whole address; every name leads to `to`. */
async function proxyTo(to: number, status = 200): Promise<Proxy> {
  const asked: string[] = []
  const authorizations: (string | undefined)[] = []
  const note = (request: IncomingMessage): void => {
    asked.push(`${request.method} ${request.url}`)
    authorizations.push(request.headers["proxy-authorization"])
  }
  const server = createServer((request, response) => {
    note(request)
    const { pathname } = new URL(request.url ?? "")
    const { method, headers } = request
    const onward = httpRequest({ port: to, host: "127.0.0.1", path: pathname, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers)
      answer.pipe(response)
    })
    request.pipe(onward)
  })
  server.on("connect", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    note(request)
    socket.on("error", () => {})
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} Refused\r\ncontent-length: 7\r\n\r\nrefused`)
      return
    }
    const onward = connect(to, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n")
      onward.write(head)
      onward.pipe(socket).pipe(onward)
    })
    onward.on("error", () => socket.destroy())
    socket.on("close", () => onward.destroy())
    onward.on("close", () => socket.destroy())
  })
  return { ...(await listening(server)), asked, authorizations }
}

const own = selfSigned("upstream.example")

/** A server with a certificate that nobody vouches for. */
async function serveTls(): Promise<Loopback & { readonly bodies: string[] }> {
  const bodies: string[] = []
  const server = createHttpsServer(own, async (request, response) => {
    bodies.push(await textOf(request))
    response.end("{}")
  })
  return { ...(await listening(server)), bodies }
}

const { signal } = new AbortController()
const sent = { method: "POST", headers: {}, body: '{"secret":"of a test"}', signal } as const

describe("a proxy", () => {
  it("carries plain upstreams where OUTBOUND_PROXY names one, and its password stays with it", async () => {
    let seen: string | undefined
    await using server = await serveHttp((request, response) => {
      seen = request.headers["proxy-authorization"]
      response.end("through")
    })
    await using proxy = await proxyTo(server.port)
    const client = openUpstreamClient({ env: { OUTBOUND_PROXY: `http://me:word@127.0.0.1:${proxy.port}` } })
    const upstream = upstreamOf("openai-compatible")
    for (let call = 0; call < 2; call++) {
      const answer = await client.send({ ...sent, upstream, url: "http://models.example/v1/chat" })
      if (answer.kind !== "answer") throw new Error(answer.error.message)
      expect(await textOf(answer.body)).toBe("through")
    }
    expect(proxy.asked).toEqual(Array(2).fill("POST http://models.example/v1/chat"))
    expect(proxy.authorizations[0]).toBe(`Basic ${Buffer.from("me:word").toString("base64")}`)
    // What a careful proxy takes out; ours on loopback passes all on, so that the test sees who was told.
    expect(seen).toBe(proxy.authorizations[1])
    await client.close()
  })

  it("tunnels TLS by CONNECT, so that it never sees a request; the certificate is still checked", async () => {
    await using server = await serveTls()
    await using proxy = await proxyTo(server.port)
    const client = openUpstreamClient({ env: {} })
    const upstream = upstreamOf("openai", { proxy: proxy.url })
    const answer = await client.send({ ...sent, upstream, url: "https://upstream.example/v1/chat" })
    expect(proxy.asked).toEqual(["CONNECT upstream.example:443"])
    expect(answer).toMatchObject({ kind: "failed", error: { status: 502 } })
    expect(JSON.stringify(answer)).toMatch(/SELF_SIGNED|UNABLE_TO_VERIFY/)
    expect(server.bodies).toEqual([])
    await client.close()
  })

  it("tunnels TLS to an upstream whose certificate holds, and keeps the tunnel for the next call", async () => {
    await using server = await serveTls()
    await using proxy = await proxyTo(server.port)
    const trusted = join(folder, "trusted.pem")
    writeFileSync(trusted, own.cert)
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: trusted, OUTBOUND_PROXY: proxy.url }
    const program = join(import.meta.dirname, "programs", "ask-once.ts")
    const { stdout } = await promisify(execFile)(process.execPath, [program, "https://upstream.example/v1"], {
      env,
    })
    expect(JSON.parse(stdout)).toEqual(["{}", "{}"])
    expect(server.bodies).toEqual(["{}", "{}"])
    expect(proxy.asked).toEqual(["CONNECT upstream.example:443"])
  })

  it("lets nobody switch the check of certificates off", async () => {
    await using server = await serveTls()
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0"
    const client = openUpstreamClient({ env: process.env })
    const url = server.url.replace("http:", "https:")
    const answer = await client.send({ ...sent, upstream: upstreamOf("openai"), url })
    if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
    else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before
    expect(answer).toMatchObject({ kind: "failed", reached: false })
    expect(server.bodies).toEqual([])
    await client.close()
  })

  it("that refuses is not taken for the upstream", async () => {
    await using proxy = await proxyTo(1, 407)
    const client = openUpstreamClient({ env: { OUTBOUND_PROXY: proxy.url } })
    const answer = await client.send({
      ...sent,
      upstream: upstreamOf("openai"),
      url: "https://upstream.example/v1",
    })
    expect(answer).toMatchObject({ kind: "failed", error: { status: 502, code: "upstream" } })
    expect(JSON.stringify(answer)).toMatch(/proxy on the way to the upstream openai refused .*407/)
    await client.close()
  })

  it("is passed by on the way to this machine, and an upstream's own goes before OUTBOUND_PROXY", async () => {
    await using server = await serveHttp((_request, response) => response.end("direct"))
    await using proxy = await proxyTo(server.port)
    const client = openUpstreamClient({ env: { OUTBOUND_PROXY: "http://127.0.0.1:1" } })
    const own = upstreamOf("openai-compatible", { proxy: proxy.url })
    for (const host of ["127.0.0.1", "localhost"]) {
      const answer = await client.send({ ...sent, upstream: own, url: `http://${host}:${server.port}/` })
      expect(answer.kind).toBe("answer")
    }
    expect(proxy.asked).toEqual([])
    expect((await client.send({ ...sent, upstream: own, url: "http://models.example/" })).kind).toBe("answer")
    expect(proxy.asked).toEqual(["POST http://models.example/"])
    await client.close()
  })

  it("that is written wrongly is told, without its password", async () => {
    const client = openUpstreamClient({ env: { OUTBOUND_PROXY: "socks://me:word@nowhere" } })
    const answer = await client.send({
      ...sent,
      upstream: upstreamOf("openai"),
      url: "https://upstream.example/",
    })
    expect(answer).toMatchObject({ kind: "failed", reached: false })
    expect(JSON.stringify(answer)).toMatch(/OUTBOUND_PROXY is no http address/)
    expect(JSON.stringify(answer)).not.toContain("word")
    await client.close()
  })

  it("G66 lets go of its tunnel when the client leaves", async () => {
    await using server = await serveTls()
    await using proxy = await proxyTo(server.port)
    const client = openUpstreamClient({ env: {} })
    const upstream = upstreamOf("openai", { proxy: proxy.url })
    const leaving = new AbortController()
    const answer = client.send({
      ...sent,
      upstream,
      url: "https://upstream.example/",
      signal: leaving.signal,
    })
    await until(() => proxy.open.size > 0)
    leaving.abort()
    expect(await answer).toMatchObject({ kind: "failed" })
    await until(() => proxy.open.size === 0 && server.open.size === 0)
    await client.close()
  })
})
