import { mkdirSync, writeFileSync } from "node:fs"
import { type IncomingMessage, request as send } from "node:http"
import { join } from "node:path"
import { onTestFinished } from "vitest"
import { type Served, type ServeOrder, serveDashboard } from "../../../src/dashboard/serve/serve.ts"
import { isRecord } from "../../../src/system/json-record.ts"
import { type Machine, machine } from "../../cli/run-cli.ts"
import { fine } from "../feed/live-feed.ts"

type Serving = Extract<Served, { kind: "serving" }>

export type Answered = {
  readonly status: number
  readonly headers: IncomingMessage["headers"]
  readonly body: string
}

export type Sent = {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A machine whose dashboard is served, and a browser that has opened its address. */
export type Visit = {
  readonly one: Machine
  readonly served: Serving
  readonly troubles: readonly string[]
  /** The cookie as the browser sends it back. */
  readonly cookie: string
  /** One request without anything of the browser's. */
  raw(path: string, sent?: Sent): Promise<Answered>
  /** The same with the cookie and the headers of the dashboard's own page. */
  own(path: string, sent?: Sent): Promise<Answered>
  ask(ask: object): Promise<{ readonly status: number; readonly value: unknown }>
  events(): Promise<Events>
}

type Events = {
  readonly headers: IncomingMessage["headers"]
  /** The first message, present or coming, of which `wanted` is true. */
  until(
    wanted: (message: Readonly<Record<string, unknown>>) => boolean,
  ): Promise<Readonly<Record<string, unknown>>>
  readonly ended: Promise<void>
  close(): void
}

/** Assets that stand in for the built UI: what is served is theirs, not what they draw. */
function assetsIn(folder: string): string {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "main.js"), "draw()\n")
  writeFileSync(join(folder, "main.css"), "body {}\n")
  writeFileSync(join(folder, "codicon.ttf"), Buffer.from([0, 1, 0, 0]))
  writeFileSync(join(folder, "other.txt"), "not served\n")
  return folder
}

/** Serves the dashboard of a machine until the test ends. */
export async function serving(
  one: Machine,
  more: Partial<ServeOrder> = {},
): Promise<{ readonly served: Served; readonly troubles: string[] }> {
  const troubles: string[] = []
  const served = await serveDashboard({
    home: one.home,
    env: one.env,
    workspaces: [one.project],
    offered: [one.project],
    now: Date.now,
    setup: async () => fine,
    port: 0,
    assets: assetsIn(join(one.userHome, "assets")),
    onTrouble: (text) => troubles.push(text),
    ...more,
  })
  if (served.kind === "serving") onTestFinished(() => served.close())
  return { served, troubles }
}

export async function visit(one: Machine = machine(), more: Partial<ServeOrder> = {}): Promise<Visit> {
  const { served, troubles } = await serving(one, more)
  if (served.kind !== "serving") throw new Error(`not served: ${served.why}`)
  const { port, url } = served
  const raw = (path: string, sent: Sent = {}) => exchange(port, path, sent)
  const entered = await raw(new URL(url).pathname + new URL(url).search)
  const cookie = (entered.headers["set-cookie"]?.[0] ?? "").split(";")[0] ?? ""
  const origin = `http://127.0.0.1:${port}`
  const mine = { cookie, origin, "sec-fetch-site": "same-origin" }
  const own = (path: string, sent: Sent = {}) => raw(path, { ...sent, headers: { ...mine, ...sent.headers } })
  return {
    one,
    served,
    troubles,
    cookie,
    raw,
    own,
    ask: async (ask) => {
      const body = JSON.stringify({ id: 7, ask })
      const answered = await own("/ask", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      })
      return { status: answered.status, value: JSON.parse(answered.body) }
    },
    events: () => stream(port, mine),
  }
}

/** A request as it is sent, so that also headers are possible which a browser would never send. */
export function exchange(port: number, path: string, sent: Sent = {}): Promise<Answered> {
  const { method = "GET", headers = {}, body } = sent
  return new Promise((resolve, reject) => {
    const asked = send({ host: "127.0.0.1", port, path, method, headers, agent: false }, (response) => {
      let text = ""
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part
      })
      response.once("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      )
    })
    asked.once("error", reject)
    asked.end(body)
  })
}

function stream(port: number, headers: Readonly<Record<string, string>>): Promise<Events> {
  return new Promise((resolve, reject) => {
    const asked = send({ host: "127.0.0.1", port, path: "/events", headers, agent: false }, (response) => {
      const messages: Readonly<Record<string, unknown>>[] = []
      const waiting = new Set<() => void>()
      let text = ""
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part
        const events = text.split("\n\n")
        text = events.pop() ?? ""
        for (const event of events) {
          const value: unknown = event.startsWith("data: ") ? JSON.parse(event.slice("data: ".length)) : null
          if (isRecord(value)) messages.push(value)
        }
        for (const look of [...waiting]) look()
      })
      const ended = new Promise<void>((done) => response.once("close", () => done()))
      // A stream that the reader breaks off is an error for Node, and no fault here.
      response.on("error", () => {})
      resolve({
        headers: response.headers,
        ended,
        close: () => asked.destroy(),
        until: (wanted) =>
          new Promise((found) => {
            const look = () => {
              const message = messages.find(wanted)
              if (message === undefined) return
              waiting.delete(look)
              found(message)
            }
            waiting.add(look)
            look()
          }),
      })
    })
    asked.once("error", reject)
    asked.end()
  })
}
