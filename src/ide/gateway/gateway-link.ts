import { type ClientRequest, request } from "node:http"
import type { AdminAsk, AdminReply } from "../../admin/model/messages.ts"
import type { GatewayView } from "../../admin/model/view.ts"
import { isRecord } from "../../system/json-record.ts"

export type LinkOrder = {
  /** Of the gateway, without a slash at its end. */
  readonly url: string
  readonly token: string
  readonly onView: (view: GatewayView) => void
  /** It ended, or does not answer. */
  readonly onLost: () => void
}

/** The way from a window to the page's side of a gateway that runs. */
export type GatewayLink = {
  /** Rejects when the gateway cannot be reached. */
  ask(ask: AdminAsk): Promise<AdminReply>
  close(): void
}

export function openGatewayLink({ url, token, onView, onLost }: LinkOrder): GatewayLink {
  const headers = { authorization: `Bearer ${token}` }
  let closed = false
  const lost = (): void => {
    if (closed) return
    closed = true
    onLost()
  }
  const events = request(`${url}/admin/events`, { headers }, (response) => {
    if (response.statusCode !== 200) {
      response.resume()
      return lost()
    }
    let text = ""
    response.setEncoding("utf8")
    response.on("data", (part: string) => {
      text += part
      const blocks = text.split("\n\n")
      text = blocks.pop() ?? ""
      for (const block of blocks) {
        const view = viewOf(block)
        if (view !== null) onView(view)
      }
    })
    response.on("close", lost)
  })
  events.on("error", lost)
  events.end()
  return {
    ask: (ask) => sendAsk(url, headers, ask),
    close() {
      closed = true
      events.destroy()
    },
  }
}

function sendAsk(url: string, headers: Readonly<Record<string, string>>, ask: AdminAsk): Promise<AdminReply> {
  return new Promise((resolve, reject) => {
    const sent: ClientRequest = request(
      `${url}/admin/ask`,
      { method: "POST", headers: { ...headers, "content-type": "application/json" } },
      (response) => {
        let text = ""
        response.setEncoding("utf8")
        response.on("data", (part: string) => {
          text += part
        })
        response.on("end", () => {
          const reply = replyOf(text)
          if (reply === null) reject(new Error(`The gateway answered with status ${response.statusCode}.`))
          else resolve(reply)
        })
        response.on("error", reject)
      },
    )
    sent.on("error", reject)
    sent.end(JSON.stringify({ id: 0, ask }))
  })
}

function viewOf(block: string): GatewayView | null {
  const data = /^data: (.*)$/m.exec(block)?.[1]
  const message: unknown = data === undefined ? null : JSON.parse(data)
  return isRecord(message) && isView(message.view) ? message.view : null
}

function replyOf(text: string): AdminReply | null {
  try {
    const answer: unknown = JSON.parse(text)
    if (!isRecord(answer)) return null
    if (isReply(answer.reply)) return answer.reply
    return isReply(answer) ? answer : null
  } catch {
    return null
  }
}

/** The gateway may be of another version, but it is ours: it told the token. */
function isView(value: unknown): value is GatewayView {
  return isRecord(value) && Array.isArray(value.upstreams) && Array.isArray(value.requests)
}

function isReply(value: unknown): value is AdminReply {
  return isRecord(value) && typeof value.kind === "string" && value.kind !== "reply"
}
