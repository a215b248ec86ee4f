import { connect } from "node:net"

export type RawReply = { readonly status: number; readonly head: string; readonly body: string }

/** Sends bytes as they are on a connection of their own, and reads until the other side hangs up or `until` has come. */
export function sendRaw(port: number, bytes: string | Buffer, until?: RegExp): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes))
    let text = ""
    const done = () => {
      socket.destroy()
      const cut = text.indexOf("\r\n\r\n")
      const head = text.slice(0, cut)
      resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0), head, body: text.slice(cut + 4) })
    }
    socket.on("data", (chunk) => {
      text += chunk.toString("utf8")
      if (until?.test(text)) done()
    })
    socket.on("end", done)
    socket.on("error", reject)
  })
}
