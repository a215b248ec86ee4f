import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createServer, type ServerResponse } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { buildDashboard } from "../../../../build.dashboard.ts"
import { type PageOrder, pageHtml } from "../../../../src/dashboard/model/page.ts"

export type Site = {
  readonly url: (kind: PageOrder["kind"], lang: string) => string
  /** Sends to every open page of kind `browser`. */
  readonly push: (message: object) => void
  /** Ends the connections of the pages of kind `browser`; they come back while the site is there. */
  readonly drop: () => void
  readonly close: () => Promise<void>
}

const types: Readonly<Record<string, string>> = { js: "text/javascript", css: "text/css", ttf: "font/ttf" }

/** Serves a fresh build of a page, the dashboard where no other is named, with the program behind it played by `answer`. */
export async function openSite<Ask>(
  first: () => object | null,
  answer: (ask: Ask) => Promise<object>,
  page: (kind: PageOrder["kind"], lang: string) => string = dashboardHtml,
): Promise<Site> {
  const dir = await built()
  const listeners = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost")
    const name = url.pathname.slice(1)
    if (name === "events") {
      response.writeHead(200, { "content-type": "text/event-stream" })
      response.flushHeaders()
      const message = first()
      if (message !== null) response.write(eventOf(message))
      listeners.add(response)
      request.on("close", () => listeners.delete(response))
    } else if (name === "ask") {
      let body = ""
      request.on("data", (part) => {
        body += part
      })
      request.on("end", () => {
        const { id, ask }: { id: number; ask: Ask } = JSON.parse(body)
        void answer(ask).then((reply) => {
          response.writeHead(200, { "content-type": "application/json" })
          response.end(JSON.stringify({ kind: "reply", id, reply }))
        })
      })
    } else if (/^[\w-]+\.(js|css|ttf)$/.test(name)) {
      response.writeHead(200, { "content-type": types[name.split(".").at(-1) ?? ""] ?? "text/plain" })
      response.end(readFileSync(join(dir, name)))
    } else {
      const kind =
        (["sidebar", "editor"] as const).find((one) => one === url.searchParams.get("kind")) ?? "browser"
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" })
      response.end(page(kind, url.searchParams.get("lang") ?? "en"))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return {
    url: (kind, lang) => `http://127.0.0.1:${port}/?kind=${kind}&lang=${lang}`,
    push: (message) => {
      for (const response of listeners) response.write(eventOf(message))
    },
    drop: () => {
      for (const response of listeners) response.destroy()
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function dashboardHtml(kind: PageOrder["kind"], lang: string): string {
  return pageHtml({
    cspSource: "'self'",
    nonce: "n0nce",
    scriptUrl: "main.js",
    styleUrl: "main.css",
    lang,
    kind,
  })
}

let building: Promise<string> | null = null

/** One build for all dashboards of a process: never a bundle that is older than the sources. */
function built(): Promise<string> {
  building ??= (async () => {
    const dir = mkdtempSync(join(tmpdir(), "for-loop-ui-"))
    process.once("exit", () => rmSync(dir, { recursive: true, force: true }))
    await buildDashboard(dir)
    return dir
  })()
  return building
}

function eventOf(message: object): string {
  return `data: ${JSON.stringify(message)}\n\n`
}
