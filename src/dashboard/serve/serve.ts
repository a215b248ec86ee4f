import { randomBytes } from "node:crypto"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { Person } from "../../control/person.ts"
import { isRecord } from "../../system/json-record.ts"
import { errnoOf } from "../../system/store-error.ts"
import { answer, type Ports } from "../feed/answer.ts"
import { type Feed, type FeedOrder, openFeed } from "../feed/feed.ts"
import { readAsk } from "../feed/read-ask.ts"
import type { Reply } from "../model/messages.ts"
import type { DashboardView } from "../model/view.ts"
import { createEventStreams, type EventStreams } from "./event-streams.ts"
import { admit, type Keys } from "./guard.ts"
import { asset, dashboardPage, entrance, noIcon } from "./pages.ts"
import { readBody } from "./read-body.ts"
import { respond, respondJson, respondText } from "./respond.ts"

export type ServeOrder = Pick<FeedOrder, "home" | "env" | "workspaces" | "now" | "setup" | "onTrouble"> & {
  /** Folders that the start form offers. */
  readonly offered: readonly string[]
  /** 0 = any that is free. */
  readonly port: number
  /** Folder of the built UI. */
  readonly assets: string
  /** Secret of the address; left out, a random one. */
  readonly token?: string
}

export type Served =
  | { readonly kind: "serving"; readonly url: string; readonly port: number; close(): Promise<void> }
  | { readonly kind: "refused"; readonly why: "port-taken" | "port-forbidden" | "not-built" }

/** In-flight questions get this long when the server closes. */
const closingMs = 2000

/**
 * Serves the dashboard on 127.0.0.1 only, to whoever opens the address with its token. Nothing is served to pages of
 * other sites (guard.ts), and no file but the three of the UI. Throws for a network that fails otherwise.
 */
export async function serveDashboard(order: ServeOrder): Promise<Served> {
  const { home, env, now, assets, token = randomBytes(32).toString("base64url") } = order
  if (asset(assets, "main.js") === null) return { kind: "refused", why: "not-built" }
  const server = createServer()
  const listening = await listen(server, order.port)
  if (listening.kind === "refused") return listening
  const { port } = listening
  // Cookies know no ports: two dashboards of one machine must not overwrite each other's.
  const keys: Keys = { token, session: randomBytes(32).toString("base64url"), cookieName: `for-loop-${port}` }
  const streams = createEventStreams<DashboardView>()
  const feed = openFeed({
    ...order,
    abilities: { workspaces: order.offered, chat: "copy", editor: false, setup: false },
    onView: (view) => streams.send(view),
  })
  const person: Person = { home, env, now }
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "", url: target = "", headers } = request
    const verdict = admit({ method, target, headers }, keys)
    switch (verdict.kind) {
      case "refused":
        return respondText(response, verdict.status, verdict.message)
      case "enter":
        return respond(response, entrance(keys.cookieName, keys.session))
      case "admitted":
        break
      default:
        return verdict satisfies never
    }
    switch (verdict.path) {
      case "/":
        return respond(response, dashboardPage(headers["accept-language"]))
      case "/favicon.ico":
        return respond(response, noIcon)
      case "/events":
        return openStream(streams, feed, response)
      case "/ask": {
        await answerAsk(person, request, response)
        return void feed.refresh()
      }
      default: {
        const file = asset(assets, verdict.path.slice(1))
        return file === null ? respondText(response, 404, "There is nothing here.") : respond(response, file)
      }
    }
  }
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response).catch((error: unknown) => {
      order.onTrouble(`A request failed: ${error instanceof Error ? error.message : String(error)}`)
      if (response.headersSent) response.destroy()
      else respondText(response, 500, "For Loop met an error of its own.")
    })
  })
  await feed.refresh()
  return {
    kind: "serving",
    url: `http://127.0.0.1:${port}/?token=${token}`,
    port,
    close: async () => {
      feed.dispose()
      streams.close()
      await closed(server)
    },
  }
}

type Listening =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "refused"; readonly why: "port-taken" | "port-forbidden" }

function listen(server: Server, port: number): Promise<Listening> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      const code = errnoOf(error)
      if (code === "EADDRINUSE") resolve({ kind: "refused", why: "port-taken" })
      else if (code === "EACCES") resolve({ kind: "refused", why: "port-forbidden" })
      else reject(error)
    })
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => {
      const address = server.address()
      if (address === null || typeof address === "string") reject(new Error("the server has no port"))
      else resolve({ kind: "listening", port: address.port })
    })
  })
}

function openStream(streams: EventStreams<DashboardView>, feed: Feed, response: ServerResponse): void {
  // HEAD has no body to stream.
  if (response.req.method === "HEAD") respondText(response, 200, "")
  else if (!streams.add(response, feed.view())) respondText(response, 503, "Too many pages are open.")
}

async function answerAsk(person: Person, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request)
  const wrong = (status: number, message: string) => {
    const refusal: Reply = { kind: "refused", message, next: "Reload the page, then try again." }
    respondJson(response, status, refusal)
  }
  switch (body.kind) {
    case "cut-off":
      return
    case "too-large":
      return wrong(413, "The question is larger than 1 MB.")
    case "not-json":
      return wrong(400, "The question is no JSON.")
    case "value":
      break
    default:
      return body satisfies never
  }
  const { value } = body
  const ask = isRecord(value) ? readAsk(value.ask) : null
  if (!isRecord(value) || typeof value.id !== "number" || ask === null) {
    return wrong(400, "The program does not know this question.")
  }
  const reply = await answer(person, ask, textOnly)
  respondJson(response, 200, { kind: "reply", id: value.id, reply })
}

/** A browser has neither the agent's chat nor an editor: everything is shown as text. */
const textOnly: Ports = {
  send: async () => "shown",
  openFile: async () => false,
  openDiff: async () => false,
  openText: async () => false,
  setup: async () => elsewhere("Run `for-loop install` in a terminal."),
  doctor: async () => elsewhere("Run `for-loop doctor` in a terminal."),
}

function elsewhere(next: string): Reply {
  return { kind: "refused", message: "This cannot be done from a browser.", next }
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => server.closeAllConnections(), closingMs)
    server.close(() => {
      clearTimeout(late)
      resolve()
    })
    server.closeIdleConnections()
  })
}
