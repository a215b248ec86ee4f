import { randomUUID } from "node:crypto"
import { STATUS_CODES } from "node:http"
import type { Duplex } from "node:stream"
import type { Format } from "../config/config.ts"
import type { GatewayError } from "../model/exchange.ts"
import { errorAnswer } from "./error-reply.ts"
import { badBody } from "./refusals.ts"

/** Answers bytes that are no HTTP request, in the envelope of whoever seems to have sent them, and hangs up. */
export function refuseBrokenRequest(
  fault: Error & { code?: string; rawPacket?: Buffer },
  socket: Duplex,
): void {
  if (!socket.writable || fault.code === "ECONNRESET") {
    socket.destroy()
    return
  }
  const head = fault.rawPacket?.subarray(0, 512).toString("latin1") ?? ""
  const answer = errorAnswer(formatOf(head), errorOf(fault.code), `req_${randomUUID().replaceAll("-", "")}`)
  const lines = [
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ""}`,
    ...Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(answer.body)}`,
    "connection: close",
  ]
  socket.end(`${lines.join("\r\n")}\r\n\r\n${answer.body}`)
}

function errorOf(code: string | undefined): GatewayError {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return { ...badBody("The request's headers are larger than 64 kB."), status: 431, code: "too-large" }
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return { ...badBody("The request did not arrive in time."), status: 408, code: "timeout" }
    default:
      return badBody("The request is no valid HTTP.")
  }
}

function formatOf(head: string): Format {
  const path = /^[A-Z]+ (\S+)/.exec(head)?.[1] ?? ""
  if (path.includes("/messages")) return "anthropic"
  return path.startsWith("/v1beta") ? "gemini" : "openai-chat"
}
