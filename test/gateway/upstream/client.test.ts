import { createBrotliCompress, createGzip, gzipSync } from "node:zlib"
import { afterEach, describe, expect, it } from "vitest"
import { bodyOf, serveHttp, textOf, until } from "./loopback.ts"
import { order, testClient } from "./test-client.ts"

const { client, answered, failed, brokenBody } = testClient()
afterEach(() => client.close())

describe("a call", () => {
  it("G07 takes method, headers and body to the upstream byte for byte, and its answer back", async () => {
    const body = '{ "n" : 12345678901234567890, "é": "\\u00e9" }'
    let seen: unknown
    await using server = await serveHttp(async (request, response) => {
      const { method, url, headers } = request
      seen = {
        method,
        url,
        header: headers["x-unknown"],
        length: headers["content-length"],
        body: await bodyOf(request),
      }
      response.writeHead(418, { "x-answer": "kept" }).end("teapot")
    })
    const answer = await answered(order(`${server.url}/a/b?c=d`, { body, headers: { "x-unknown": "kept" } }))
    expect({
      status: answer.status,
      header: answer.headers["x-answer"],
      text: await textOf(answer.body),
    }).toEqual({
      status: 418,
      header: "kept",
      text: "teapot",
    })
    const length = String(Buffer.byteLength(body))
    expect(seen).toEqual({ method: "POST", url: "/a/b?c=d", header: "kept", length, body })
  })

  it("keeps its connection for the next one, and closes all at the end", async () => {
    await using server = await serveHttp((_request, response) => response.end("{}"))
    for (let call = 0; call < 5; call++) await textOf((await answered(order(server.url))).body)
    await until(() => client.sockets().free === 1)
    expect({ made: server.made(), ...client.sockets() }).toEqual({ made: 1, open: 1, free: 1 })
    await client.close()
    await until(() => server.open.size === 0)
    expect(client.sockets()).toEqual({ open: 0, free: 0 })
  })

  it("delivers each piece of a stream as it comes", async () => {
    const pieces = ["one", "two", "three"]
    await using server = await serveHttp(async (_request, response) => {
      for (const piece of pieces) {
        response.write(piece)
        await new Promise((resolve) => asked.push(resolve))
      }
      response.end()
    })
    const asked: ((value: unknown) => void)[] = []
    const { body } = await answered(order(server.url))
    const seen: string[] = []
    for await (const chunk of body) {
      seen.push(String(chunk))
      // The next piece is only sent once this one is here.
      asked.shift()?.(null)
    }
    expect(seen).toEqual(pieces)
  })

  it("never follows a redirect, which could carry the credential elsewhere", async () => {
    await using elsewhere = await serveHttp((_request, response) => response.end("{}"))
    await using server = await serveHttp((_request, response) =>
      response.writeHead(307, { location: elsewhere.url }).end(),
    )
    const told = await failed(order(server.url, { headers: { authorization: "Bearer secret-of-a-test" } }))
    expect(told).toMatchObject({
      reached: true,
      error: { status: 502, message: expect.stringMatching(/redirect/) },
    })
    expect(elsewhere.made()).toBe(0)
    await until(() => server.open.size === 0)
  })

  it("tells an upstream that is not there, without the secret", async () => {
    const told = await failed(
      order("http://127.0.0.1:1/?key=secret-of-a-test", { headers: { "x-api-key": "secret-of-a-test" } }),
    )
    expect(told).toMatchObject({ reached: false, error: { code: "upstream", status: 502 } })
    expect(told.error.message).toContain("ECONNREFUSED")
    expect(JSON.stringify(told)).not.toContain("secret-of-a-test")
  })

  it("refuses headers and addresses that are none", async () => {
    expect(await failed(order("http://127.0.0.1:1", { headers: { "x-bad": "a\nb" } }))).toMatchObject({
      reached: false,
    })
    expect(await failed(order("file:///etc/passwd"))).toMatchObject({
      reached: false,
      error: { status: 502 },
    })
    expect(await failed(order("nonsense"))).toMatchObject({ reached: false })
  })
})

describe("compression", () => {
  it("asks for none", async () => {
    let asked: string | undefined
    await using server = await serveHttp((request, response) => {
      asked = String(request.headers["accept-encoding"])
      response.end("{}")
    })
    await textOf((await answered(order(server.url))).body)
    expect(asked).toBe("identity")
  })

  it.each(["gzip", "br"] as const)(
    "undoes %s where it comes all the same, each piece at once",
    async (encoding) => {
      const go: (() => void)[] = []
      await using server = await serveHttp(async (_request, response) => {
        response.writeHead(200, { "content-encoding": encoding })
        const packer = encoding === "gzip" ? createGzip() : createBrotliCompress()
        packer.pipe(response)
        packer.write("data: first\n\n")
        packer.flush()
        await new Promise<void>((resolve) => go.push(resolve))
        packer.end("data: second\n\n")
      })
      const { body, headers } = await answered(order(server.url))
      expect(headers["content-encoding"]).toBeUndefined()
      const seen: string[] = []
      for await (const chunk of body) {
        seen.push(String(chunk))
        go.shift()?.()
      }
      expect(seen).toEqual(["data: first\n\n", "data: second\n\n"])
    },
  )

  it("takes a compressed body that is cut for an error, never for an end (G64)", async () => {
    const whole = gzipSync("x".repeat(100_000) + Math.random())
    await using server = await serveHttp((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip", "content-length": whole.length - 9 })
      response.end(whole.subarray(0, whole.length - 9))
    })
    expect(await brokenBody(order(server.url))).toMatchObject({ status: 502, code: "upstream" })
  })
})
