import type { IncomingMessage, ServerResponse } from "node:http"
import { createEventStreams } from "../dashboard/serve/event-streams.ts"
import { asset, entrance, guardedPage, noIcon } from "../dashboard/serve/pages.ts"
import { readBody } from "../dashboard/serve/read-body.ts"
import { respond, respondJson, respondText } from "../dashboard/serve/respond.ts"
import type { AdminHandler } from "../gateway/serve/admin-handler.ts"
import type { GatewayParts } from "../gateway/serve/gateway-parts.ts"
import { isRecord } from "../system/json-record.ts"
import { admitToAdmin, base, pageKeys } from "./admin-guard.ts"
import { adminToken } from "./admin-token.ts"
import { answerAdmin } from "./answer/answer-admin.ts"
import { readAdminAsk } from "./answer/read-admin-ask.ts"
import { openGatewayFeed } from "./feed/gateway-feed.ts"
import type { AdminReply } from "./model/messages.ts"
import { gatewayPageHtml } from "./model/page.ts"
import type { GatewayView } from "./model/view.ts"

export type AdminOrder = {
  /** Folder of the built pages. */
  readonly assets: string
  readonly version: string
  readonly onTrouble: (text: string) => void
}

/**
 * The gateway's page under `/admin/`, for whoever has the token of `<home>/gateway/admin-token` (`admin-token.ts`).
 * Nothing is read for it while nobody looks. Throws StoreError when the token cannot be read or made.
 */
export function openAdmin({ assets, version, onTrouble }: AdminOrder, parts: GatewayParts): AdminHandler {
  const keys = pageKeys(adminToken(parts.home), parts.port)
  const streams = createEventStreams<GatewayView>()
  const feed = openGatewayFeed({
    parts,
    version,
    isWatched: () => streams.count() > 0,
    onView: (view) => streams.send(view),
    onTrouble,
  })

  const openStream = async (response: ServerResponse): Promise<void> => {
    // HEAD has no body to stream.
    if (response.req.method === "HEAD") return respondText(response, 200, "")
    const view = await feed.fresh()
    if (!streams.add(response, view)) respondText(response, 503, "Too many pages are open.")
    else feed.watch()
  }

  const answerAsk = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request)
    if (body.kind === "cut-off") return
    if (body.kind !== "value") return respondJson(response, 400, unreadable)
    const { value } = body
    const ask = isRecord(value) ? readAdminAsk(value.ask) : null
    if (!isRecord(value) || typeof value.id !== "number" || ask === null)
      return respondJson(response, 400, unreadable)
    const reply = await answerAdmin(parts, ask)
    respondJson(response, 200, { kind: "reply", id: value.id, reply })
    if (ask.kind !== "series" && ask.kind !== "attempts") await feed.refresh()
  }

  return {
    handles: (path) => path === "/admin" || path.startsWith(base),
    async handle(request, response) {
      const { method = "", url: target = "", headers } = request
      const verdict = admitToAdmin({ method, target: slashed(target), headers }, keys, parts.exposed)
      if (verdict.kind === "refused") return respondText(response, verdict.status, verdict.message)
      if (verdict.kind === "enter") return respond(response, entrance(keys.cookieName, keys.session, base))
      const name = verdict.path.slice(base.length)
      switch (name) {
        case "":
          return respond(
            response,
            guardedPage(headers["accept-language"], (order) =>
              gatewayPageHtml({
                ...order,
                scriptUrl: "gateway.js",
                sharedStyleUrl: "main.css",
                styleUrl: "gateway.css",
              }),
            ),
          )
        case "favicon.ico":
          return respond(response, noIcon)
        case "events":
          return await openStream(response)
        case "ask":
          return await answerAsk(request, response)
        default: {
          const file = asset(assets, name)
          return file === null
            ? respondText(response, 404, "There is nothing here.")
            : respond(response, file)
        }
      }
    },
    close() {
      feed.close()
      streams.close()
    },
  }
}

const unreadable: AdminReply = {
  kind: "refused",
  message: "The gateway does not know this question.",
  next: "Reload the page, then try again.",
}

/** `/admin` and `/admin/` are the same place. */
function slashed(target: string): string {
  return target.replace(/^\/admin(?=$|\?)/, base)
}
