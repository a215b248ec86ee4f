import { isRecord } from "../../dashboard/ui/host-message.ts"
import type { Wire } from "../../dashboard/ui/wire.ts"
import type { AdminMessage, AdminReply } from "../model/messages.ts"

/** What the program says unasked. */
export type Told = Exclude<AdminMessage, { kind: "reply" }>

const replies: readonly string[] = [
  "done",
  "key",
  "series",
  "attempts",
  "text",
  "refused",
] satisfies AdminReply["kind"][]

/** What the page and its program say to each other; the inside of a message is of the same version as this code. */
export function gatewayWire(next: string): Wire<AdminReply, Told> {
  return {
    read(data) {
      if (isTold(data)) return { kind: "told", message: data }
      // An ask that could not be read at all is refused without its number.
      if (isReply(data)) return { kind: "reply", id: 0, reply: data }
      if (!isRecord(data) || data.kind !== "reply" || typeof data.id !== "number") return null
      return isReply(data.reply) ? { kind: "reply", id: data.id, reply: data.reply } : null
    },
    unreachable: (message) => ({ kind: "refused", message, next }),
    memory: "for-loop.gateway",
  }
}

function isTold(value: unknown): value is Told {
  return (
    isRecord(value) && value.kind === "view" && isRecord(value.view) && Array.isArray(value.view.upstreams)
  )
}

function isReply(value: unknown): value is AdminReply {
  return isRecord(value) && typeof value.kind === "string" && replies.includes(value.kind)
}
