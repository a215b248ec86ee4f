import { isRecord, type Wire, wireReader } from "../../dashboard/ui/wire.ts"
import type { AdminMessage, AdminReply } from "../model/messages.ts"

/** What the program says unasked. */
export type Told = Exclude<AdminMessage, { kind: "reply" }>

/** What the gateway's page and its program say to each other. */
export function gatewayWire(next: string): Wire<AdminReply, Told> {
  return {
    read: wireReader(isTold, ["done", "key", "series", "attempts", "text", "refused"]),
    unreachable: (message) => ({ kind: "refused", message, next }),
    memory: "for-loop.gateway",
  }
}

function isTold(value: unknown): value is Told {
  return (
    isRecord(value) && value.kind === "view" && isRecord(value.view) && Array.isArray(value.view.upstreams)
  )
}
