import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { type IncomingHttpHeaders, request } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { adminEntrance, adminToken } from "../../src/admin/admin-token.ts"
import type { AdminAsk, AdminReply } from "../../src/admin/model/messages.ts"
import type { GatewayView } from "../../src/admin/model/view.ts"
import { openAdmin } from "../../src/admin/open-admin.ts"
import { runGateway } from "../../src/gateway/run/run-gateway.ts"

type Answered = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

type RawOrder = {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A gateway that really runs, with its page, in a home of its own. */
export type GatewaySite = {
  readonly home: string
  readonly url: string
  readonly port: number
  readonly token: string
  readonly cookie: string
  readonly raw: (path: string, order?: RawOrder) => Promise<Answered>
  /** As the browser that opened the page's address. */
  readonly own: (path: string, order?: RawOrder) => Promise<Answered>
  readonly ask: (ask: AdminAsk | object) => Promise<AdminReply>
  /** The first view that the page is sent. */
  readonly view: () => Promise<GatewayView>
  readonly troubles: readonly string[]
  readonly close: () => Promise<void>
}

type SiteOrder = {
  /** Folder of the built pages; left out, files that only have their names. */
  readonly assets?: string
  readonly variables?: NodeJS.ProcessEnv
}

export async function openGatewaySite({ variables = {}, ...order }: SiteOrder = {}): Promise<GatewaySite> {
  const user = mkdtempSync(join(tmpdir(), "for-loop-admin-"))
  const home = join(user, ".for-loop")
  const assets = order.assets ?? join(user, "dashboard")
  mkdirSync(assets, { recursive: true })
  if (order.assets === undefined)
    for (const name of ["gateway.js", "shared.js", "gateway.css", "main.css"])
      writeFileSync(join(assets, name), "/* it */\n")
  const troubles: string[] = []
  const ran = await runGateway({
    home,
    // No program that keeps secrets is found in an empty folder.
    env: { HOME: user, USERPROFILE: user, PATH: join(user, "no-programs"), ...variables },
    now: Date.now,
    host: null,
    port: 0,
    expose: false,
    admin: (parts) =>
      openAdmin({ assets, version: "1.2.3", onTrouble: (text) => troubles.push(text) }, parts),
    onTrouble: (text) => troubles.push(text),
  })
  if (ran.kind === "refused") throw new Error(`The gateway did not start: ${JSON.stringify(ran)}`)
  const { url, port } = ran
  const token = adminToken(home)
  const raw = (path: string, { method = "GET", headers = {}, body }: RawOrder = {}): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port, path, method, headers, agent: false }, (response) => {
        let text = ""
        response.setEncoding("utf8")
        response.on("data", (part: string) => {
          text += part
        })
        const { statusCode: status = 0, headers: told } = response
        response.on("end", () => resolve({ status, headers: told, body: text }))
      })
      sent.on("error", reject)
      sent.end(body)
    })
  const entered = await raw(adminEntrance("", token))
  const cookie = entered.headers["set-cookie"]?.[0]?.split(";")[0] ?? ""
  const own = (path: string, order: RawOrder = {}): Promise<Answered> =>
    raw(path, { ...order, headers: { cookie, ...order.headers } })
  return {
    home,
    url,
    port,
    token,
    cookie,
    raw,
    own,
    troubles,
    async ask(ask) {
      const answered = await own("/admin/ask", {
        method: "POST",
        headers: {
          origin: `http://127.0.0.1:${port}`,
          host: `127.0.0.1:${port}`,
          "content-type": "application/json",
        },
        body: JSON.stringify({ id: 1, ask }),
      })
      const told: { readonly reply?: AdminReply } & AdminReply = JSON.parse(answered.body)
      return told.reply ?? told
    },
    view: () =>
      new Promise((resolve, reject) => {
        const sent = request(
          { host: "127.0.0.1", port, path: "/admin/events", headers: { cookie }, agent: false },
          (response) => {
            let text = ""
            response.setEncoding("utf8")
            response.on("data", (part: string) => {
              text += part
              const line = /^data: (.*)\n\n/m.exec(text)?.[1]
              if (line === undefined) return
              sent.destroy()
              resolve(JSON.parse(line).view)
            })
          },
        )
        sent.on("error", reject)
        sent.end()
      }),
    async close() {
      await ran.close()
      rmSync(user, { recursive: true, force: true })
    },
  }
}
