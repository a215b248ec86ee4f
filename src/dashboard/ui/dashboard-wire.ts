import type { HostMessage, Reply } from "../model/messages.ts"
import { isRecord, type Wire, wireReader } from "./wire.ts"

/** What the program says unasked. */
export type Told = Exclude<HostMessage, { kind: "reply" }>

/** What the dashboard and its program say to each other. */
export const dashboardWire: Wire<Reply, Told> = {
  read: wireReader(isTold, ["done", "checks", "detail", "text", "refused"]),
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
