import type { HostMessage, Reply } from "../model/messages.ts"

const replies: readonly string[] = ["done", "checks", "detail", "text", "refused"] satisfies Reply["kind"][]

/** Whether something received is a message of our program; its inside is of the same version as this code. */
export function isHostMessage(value: unknown): value is HostMessage {
  if (!isRecord(value)) return false
  switch (value.kind) {
    case "view":
      return isRecord(value.view) && Array.isArray(value.view.loops)
    case "reply":
      return typeof value.id === "number" && isReply(value.reply)
    case "show":
      return typeof value.place === "string"
    default:
      return false
  }
}

export function isReply(value: unknown): value is Reply {
  return isRecord(value) && typeof value.kind === "string" && replies.includes(value.kind)
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
