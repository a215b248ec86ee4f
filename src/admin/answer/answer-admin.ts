import { effectiveConfig } from "../../gateway/config/effective-config.ts"
import type { GatewayParts } from "../../gateway/serve/gateway-parts.ts"
import { StoreError } from "../../system/store-error.ts"
import { readAttempts, readSeries } from "../feed/read-traffic.ts"
import type { AdminAsk, AdminReply } from "../model/messages.ts"
import { answerClient } from "./answer-client.ts"
import { answerKey } from "./answer-key.ts"
import { changeSettings } from "./change-settings.ts"
import { refused } from "./refused.ts"

/** Does what the page asks of a running gateway. Whatever the disk refuses comes back as a sentence. */
export async function answerAdmin(parts: GatewayParts, ask: AdminAsk): Promise<AdminReply> {
  try {
    return await answer(parts, ask)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    return refused(error.message, "Repair the folder of For Loop, then try again.")
  }
}

async function answer(parts: GatewayParts, ask: AdminAsk): Promise<AdminReply> {
  switch (ask.kind) {
    case "series":
      return {
        kind: "series",
        series: readSeries(parts.traffic.series(ask.range, ask.by), ask.range, ask.by),
      }
    case "attempts": {
      const call = await parts.traffic.call(ask.request)
      return call === null
        ? refused("The log no longer holds this request.", "Its time to be kept is over.")
        : { kind: "attempts", attempts: readAttempts(call) }
    }
    case "reset":
      parts.pool.reset(ask.upstream, ask.credential)
      return { kind: "done", message: `${ask.credential ?? ask.upstream} is tried again from now on.` }
    case "export":
      return ask.what === "config" ? shownConfig(parts) : await shownRequests(parts)
    case "key-add":
    case "key-change":
    case "key-revoke":
      return await answerKey(parts, ask)
    case "snippet":
    case "client-set-up":
    case "client-undo":
      return await answerClient(parts, ask)
    case "start":
    case "stop":
    case "open-browser":
      return refused("This is not done from here.", "Use the program that started the gateway.")
    default:
      return await changeSettings(parts, ask)
  }
}

function shownConfig({ config }: GatewayParts): AdminReply {
  const text = `${JSON.stringify(effectiveConfig(config()), null, 2)}\n`
  return { kind: "text", title: "config.json", text, fileName: "gateway-config.json" }
}

/** As much as a page can show; the files of the log hold the rest. */
const mostExported = 8 * 1024 * 1024

async function shownRequests({ traffic }: GatewayParts): Promise<AdminReply> {
  let text = ""
  for await (const line of traffic.export()) {
    text += line
    // The newest are worth most: the oldest make room for them.
    if (text.length > 2 * mostExported) text = text.slice(text.indexOf("\n", text.length - mostExported) + 1)
  }
  return { kind: "text", title: "requests.jsonl", text, fileName: "requests.jsonl" }
}
