import { once } from "node:events"
import { afterEach, describe, expect, it, test } from "vitest"
import { faultOfBody } from "../../../src/gateway/upstream/body-fault.ts"
import { serveHttp, serveTcp, textOf, until } from "./loopback.ts"
import { order, testClient } from "./test-client.ts"
import { upstreamOf } from "./upstream-of.ts"

const { client, answered, failed, brokenBody } = testClient()
afterEach(() => client.close())

describe("G66 a client that goes away", () => {
  it.each([
    ["before the answer", false],
    ["in the middle of it", true],
  ])("destroys the upstream's socket within a second, %s", { retry: 3 }, async (_when, begins) => {
    await using server = await serveHttp((_request, response) => {
      if (begins) response.writeHead(200).write("begun")
    })
    const leaving = new AbortController()
    const sent = client.send(order(server.url, { signal: leaving.signal }))
    let ended: Promise<unknown> | null = null
    if (begins) {
      const answer = await sent
      if (answer.kind !== "answer") throw new Error("no answer")
      await once(answer.body, "readable")
      ended = textOf(answer.body).catch((thrown: unknown) => faultOfBody(thrown))
    } else {
      await until(() => server.open.size === 1)
    }
    leaving.abort()
    expect(await until(() => server.open.size === 0)).toBeLessThan(1000)
    expect(client.sockets().open).toBe(0)
    if (ended !== null) expect(await ended).toMatchObject({ status: 499 })
    else expect(await sent).toMatchObject({ kind: "failed", error: { status: 499 } })
  })

  it("sends nothing at all where it had left before", async () => {
    await using server = await serveHttp((_request, response) => response.end())
    expect(await failed(order(server.url, { signal: AbortSignal.abort() }))).toMatchObject({ reached: false })
    expect(server.made()).toBe(0)
  })

  it("leaves no listener on a signal that outlives its call", async () => {
    await using server = await serveHttp((_request, response) => response.end("{}"))
    const { signal } = new AbortController()
    let listeners = 0
    const counted = new Proxy(signal, {
      get: (target, name) => {
        if (name === "addEventListener") listeners += 1
        if (name === "removeEventListener") listeners -= 1
        const value = Reflect.get(target, name)
        return typeof value === "function" ? value.bind(target) : value
      },
    })
    await textOf((await answered(order(server.url, { signal: counted }))).body)
    await until(() => listeners === 0)
  })

  it("reads no faster than its reader", async () => {
    let written = 0
    await using server = await serveHttp(async (_request, response) => {
      const piece = Buffer.alloc(65_536)
      while (written < 200_000_000 && !response.destroyed) {
        written += piece.length
        if (!response.write(piece)) await once(response, "drain").catch(() => {})
      }
    })
    const { body } = await answered(order(server.url))
    await once(body, "readable")
    let before = -1
    await until(() => {
      const rests = written === before
      before = written
      return rests
    })
    // What the sockets of both sides hold, and no more.
    expect(written).toBeLessThan(20_000_000)
    expect(body.readableLength).toBeLessThan(1_000_000)
    body.destroy()
    await until(() => server.open.size === 0)
  })
})

describe("timeouts", () => {
  const timed = (timeouts: Parameters<typeof upstreamOf>[1]) => ({
    upstream: upstreamOf("openai-compatible", { name: "slow one", ...timeouts }),
  })

  test("a connection that does not come about ends the call", async () => {
    // TLS towards a server that never greets: the connection is not there before the handshake is done.
    await using server = await serveTcp((socket) => socket.resume())
    const url = server.url.replace("http:", "https:")
    const told = await failed(order(url, timed({ timeouts: { connectMs: 80 } })))
    expect(told).toMatchObject({ reached: false, error: { status: 504, code: "timeout" } })
    expect(told.error.message).toBe("No connection to the upstream slow one within 80 ms.")
    await until(() => server.open.size === 0)
  })

  test("an answer that does not begin ends the call", async () => {
    await using server = await serveHttp(() => {})
    const told = await failed(order(server.url, timed({ timeouts: { firstByteMs: 80 } })))
    expect(told).toMatchObject({
      reached: true,
      error: { status: 504, message: expect.stringMatching(/no answer within 80 ms/) },
    })
    await until(() => server.open.size === 0)
  })

  test("a stream that says nothing more ends as an error", async () => {
    await using server = await serveHttp((_request, response) => response.writeHead(200).write("begun"))
    const error = await brokenBody(order(server.url, timed({ timeouts: { idleMs: 80 } })))
    expect(error).toMatchObject({ status: 504, message: "The upstream slow one said nothing for 80 ms." })
    await until(() => server.open.size === 0)
  })

  test("a stream that never ends, ends", async () => {
    await using server = await serveHttp((_request, response) => {
      const timer = setInterval(() => response.write("more"), 10)
      response.on("close", () => clearInterval(timer))
    })
    const error = await brokenBody(order(server.url, timed({ timeouts: { totalMs: 150 } })))
    expect(error).toMatchObject({ status: 504, message: expect.stringMatching(/not done within 150 ms/) })
    await until(() => server.open.size === 0)
  })

  test("a slow reader is not taken for a silent upstream", async () => {
    const piece = Buffer.alloc(8_000_000)
    await using server = await serveHttp((_request, response) => response.end(piece))
    const { body } = await answered(order(server.url, timed({ timeouts: { idleMs: 60 } })))
    await once(body, "readable")
    await new Promise((resolve) => setTimeout(resolve, 250))
    expect((await textOf(body)).length).toBe(piece.length)
  })
})

describe("a kept connection", () => {
  it("is replaced once where the upstream has closed it, so that the client sees nothing", async () => {
    let requests = 0
    await using server = await serveTcp((socket) => {
      let served = 0
      socket.on("data", () => {
        requests += 1
        served += 1
        // The second request on a connection meets a reset, as after a server's own idle time.
        if (served === 2) socket.resetAndDestroy()
        else socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
      })
    })
    await textOf((await answered(order(server.url))).body)
    await until(() => client.sockets().free === 1)
    expect(await textOf((await answered(order(server.url))).body)).toBe("{}")
    expect({ requests, connections: server.made() }).toEqual({ requests: 3, connections: 2 })
  })

  it("is not replaced a second time", async () => {
    let connections = 0
    await using server = await serveTcp((socket) => {
      connections += 1
      const first = connections === 1
      let served = 0
      socket.on("data", () => {
        served += 1
        if (first && served === 1) socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
        else socket.resetAndDestroy()
      })
    })
    await textOf((await answered(order(server.url))).body)
    await until(() => client.sockets().free === 1)
    expect(await failed(order(server.url))).toMatchObject({ reached: true, error: { status: 502 } })
    expect(connections).toBe(2)
  })

  it("is not replaced where anything of an answer came: that call may have been paid for", async () => {
    let requests = 0
    await using server = await serveTcp((socket) => {
      let served = 0
      socket.on("data", () => {
        requests += 1
        served += 1
        if (served === 1) socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
        else socket.write("HTTP/1.1 200 OK\r\ncontent-le", () => socket.destroy())
      })
    })
    await textOf((await answered(order(server.url))).body)
    await until(() => client.sockets().free === 1)
    await failed(order(server.url))
    expect(requests).toBe(2)
  })

  it("is not taken up again after a body that broke off (G64)", async () => {
    await using server = await serveTcp((socket) => {
      socket.on("data", () => {
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf", () => socket.end())
      })
    })
    expect(await brokenBody(order(server.url))).toMatchObject({
      status: 502,
      message: expect.stringMatching(/broke/),
    })
    await until(() => client.sockets().open === 0)
  })

  it("breaks as an error where chunks are cut (G64)", async () => {
    await using server = await serveTcp((socket) => {
      socket.on("data", () => {
        socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n", () =>
          socket.destroy(),
        )
      })
    })
    expect(await brokenBody(order(server.url))).toMatchObject({ status: 502 })
  })
})
