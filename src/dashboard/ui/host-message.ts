import type { HostMessage, Reply } from "../model/messages.ts"
import type { Wire } from "./wire.ts"

/** What the program says unasked. */
export type Told = Exclude<HostMessage, { kind: "reply" }>

const replies: readonly string[] = ["done", "checks", "detail", "text", "refused"] satisfies Reply["kind"][]

/** What the dashboard and its program say to each other; the inside of a message is of the same version as this code. */
export const dashboardWire: Wire<Reply, Told> = {
  read(data) {
    if (isTold(data)) return { kind: "told", message: data }
    // An ask that could not be read at all is refused without its number.
    if (isReply(data)) return { kind: "reply", id: 0, reply: data }
    if (!isRecord(data) || data.kind !== "reply" || typeof data.id !== "number") return null
    return isReply(data.reply) ? { kind: "reply", id: data.id, reply: data.reply } : null
  },
  unreachable: (message) => ({
    kind: "refused",
    message,
    next: "Run `for-loop dashboard` again and open the address it prints.",
  }),
  memory: "for-loop.dashboard",
}

function isTold(value: unknown): value is Told {
  if (!isRecord(value)) return false
  if (value.kind === "view") return isRecord(value.view) && Array.isArray(value.view.loops)
  return value.kind === "show" && typeof value.place === "string"
}

function isReply(value: unknown): value is Reply {
  return isRecord(value) && typeof value.kind === "string" && replies.includes(value.kind)
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
