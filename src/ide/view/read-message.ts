import type { UiMessage } from "../../dashboard/model/messages.ts"
import { isRecord } from "../../system/json-record.ts"

/** Decodes what a webview sent; null when it is none of our messages. */
export function readMessage(raw: unknown): UiMessage | null {
  if (!isRecord(raw)) return null
  if (raw.kind === "ready") return { kind: "ready" }
  return null
}
