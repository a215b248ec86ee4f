import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http"
import { createServer as createTcpServer, type Socket, type Server as TcpServer } from "node:net"
import type { Readable } from "node:stream"

export type Loopback = {
  readonly url: string
  readonly port: number
  /** Connections open at this moment, and all that were ever made. */
  readonly open: Set<Socket>
  readonly made: () => number
  [Symbol.asyncDispose](): Promise<void>
}

/** A real HTTP server on loopback. */
export async function serveHttp(listener: RequestListener): Promise<Loopback> {
  return listening(createServer({ keepAliveTimeout: 60_000 }, listener))
}

/** A real TCP server on loopback, for answers that no HTTP server would give. */
export async function serveTcp(listener: (socket: Socket) => void): Promise<Loopback> {
  return listening(createTcpServer(listener))
}

export async function listening(server: Server | TcpServer): Promise<Loopback> {
  const open = new Set<Socket>()
  let made = 0
  server.on("connection", (socket: Socket) => {
    made += 1
    open.add(socket)
    socket.on("error", () => {})
    socket.on("close", () => open.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    open,
    made: () => made,
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  return textOf(request)
}

export async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString("utf8")
}

/** Resolves as soon as `holds` does, with the ms that it took; rejects after 20 s, which a busy machine may take. */
export async function until(holds: () => boolean): Promise<number> {
  const from = performance.now()
  while (!holds()) {
    if (performance.now() - from > 20_000) throw new Error("not within 20 s")
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  return performance.now() - from
}
