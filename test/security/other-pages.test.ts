import { createServer, type RequestListener } from "node:http"
import type { Browser, BrowserContext, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest"
import type { DashboardView } from "../../src/dashboard/model/view.ts"
import { peekControls } from "../../src/store/control.ts"
import { isRecord } from "../../src/system/json-record.ts"
import { loopCard } from "../dashboard/fixtures/loop-card.ts"
import { states } from "../dashboard/fixtures/states.ts"
import { viewOf } from "../dashboard/fixtures/view-of.ts"
import { visit } from "../dashboard/serve/browser.ts"
import { launch } from "../dashboard/ui/harness/browser.ts"
import { openDashboard } from "../dashboard/ui/harness/dashboard.ts"
import { openFakeGemini } from "../gateway/fakes/fake-gemini.ts"
import { clientFormats } from "../gateway/relay/client-formats.ts"
import { ask, openTestGateway, upstreamAt } from "../gateway/relay/test-gateway.ts"
import { findChromium } from "../ide/harness/find-chromium.ts"

/** What any page may send across sites without asking first, and what it has to ask for. */
const sendings: Readonly<Record<string, object>> = {
  "a plain text": { method: "POST", headers: { "content-type": "text/plain" } },
  "a form": { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" } },
  "an opaque request": { method: "POST", mode: "no-cors", headers: { "content-type": "text/plain" } },
  JSON: { method: "POST", headers: { "content-type": "application/json" } },
  "JSON with the reader's cookies": {
    method: "POST",
    credentials: "include",
    headers: { "content-type": "application/json" },
  },
  "a look": { method: "GET", credentials: "include" },
}

describe.skipIf(findChromium() === null)("another site's page in a real browser", () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  it("gets no word out of the dashboard and has it do nothing, though the browser is signed in there", async () => {
    const { one, served } = await visit()
    const loop = one.store()
    const context = await contextOf(browser)
    const own = await context.newPage()
    await own.goto(served.url)
    await own.waitForURL((url) => url.search === "")
    const page = await context.newPage()
    await page.goto(await foreignSite())
    const { origin } = new URL(served.url)
    expect(await sent(own, `${origin}/`, sendings["a look"] ?? {}, "")).toContain("<!doctype html>")
    const body = JSON.stringify({ id: 1, ask: { kind: "cancel", loop: loop.id } })
    for (const [what, sending] of Object.entries(sendings)) {
      for (const path of ["/ask", "/events", "/"])
        expect([what, path, await sent(page, origin + path, sending, body)]).toEqual([what, path, "nothing"])
    }
    expect(peekControls(one.home, loop.id)).toEqual([])
    await sent(own, `${origin}/ask`, sendings.JSON ?? {}, body)
    expect(peekControls(one.home, loop.id)).toMatchObject([{ kind: "cancel" }])
  })

  it("spends nothing through the gateway, which knows no browser", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
    const page = await (await contextOf(browser)).newPage()
    await page.goto(await foreignSite())
    for (const client of clientFormats) {
      const body = JSON.stringify(client.body("gemini-3-flash", "Hello.", "plain"))
      for (const [what, sending] of Object.entries(sendings)) {
        const path = client.path("gemini-3-flash", "plain")
        expect([what, path, await sent(page, gateway.url + path, sending, body)]).toEqual([
          what,
          path,
          "nothing",
        ])
      }
    }
    expect(fake.requests.filter(({ method }) => method === "POST")).toEqual([])
  })
})

it("an answer of the gateway never invites a page, not even where its upstream does", async () => {
  const upstream = await serverThat((_request, response) => {
    const parts = [{ text: "Hello." }]
    const usageMetadata = { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 }
    const candidates = [{ content: { role: "model", parts }, finishReason: "STOP", index: 0 }]
    response.setHeader("content-type", "application/json")
    response.setHeader("access-control-allow-origin", "*")
    response.setHeader("access-control-allow-credentials", "true")
    response.end(JSON.stringify({ candidates, usageMetadata, modelVersion: "gemini-3-flash" }))
  })
  const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", upstream.slice(0, -1))] })
  for (const client of clientFormats) {
    const answer = await ask(gateway, client.path("gemini-3-flash", "plain"), {
      body: client.body("gemini-3-flash", "Hello.", "plain"),
      headers: { ...client.headers, origin: "http://evil.example" },
      auth: { "x-api-key": gateway.key },
    })
    const told = [...answer.headers.keys()].filter((name) => name.startsWith("access-control-"))
    expect([client.letter, answer.status, told]).toEqual([client.letter, 200, []])
  }
})

describe.skipIf(findChromium() === null)("words of a repository, a test or an agent on the dashboard", () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  it.each(["sidebar", "editor", "browser"] as const)(
    "are words, never markup or script, in a %s",
    async (kind) => {
      const view = withHostileWords(viewOf([loopCard(), ...(states.stuck?.loops ?? [])]))
      const { page, complaints, close } = await openDashboard(browser, { view, kind })
      onTestFinished(close)
      expect(await page.evaluate("window.sprung ?? 'nothing'")).toBe("nothing")
      expect(
        await page.locator("img, iframe, object, embed, form[action], a[href^='javascript:']").count(),
      ).toBe(0)
      expect(await page.locator("main").first().innerText()).toContain("<img src=x onerror=")
      expect(complaints).toEqual([])
    },
  )
})

const hostile = `<img src=x onerror="window.sprung='image'"><script>window.sprung='script'</script><a href="javascript:window.sprung='link'">x</a>`

/** The same view with markup behind every text that somebody else wrote. */
function withHostileWords(view: DashboardView): DashboardView {
  const spoil = (value: unknown, key = ""): unknown => {
    if (Array.isArray(value)) return value.map((entry) => spoil(entry, key))
    if (isRecord(value))
      return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, spoil(entry, name)]))
    const free = [
      "task",
      "title",
      "message",
      "expected",
      "actual",
      "file",
      "first",
      "checks",
      "why",
      "reason",
      "flaky",
      "name",
    ]
    return typeof value === "string" && free.includes(key) ? `${value} ${hostile}` : value
  }
  const spoiled = { ...view, loops: view.loops.map((loop) => ({ ...loop, ...Object(spoil(loop)) })) }
  return spoiled
}

/** A page of a site that the user merely reads. */
function foreignSite(): Promise<string> {
  return serverThat((_request, response) => {
    response.setHeader("content-type", "text/html").end("<!doctype html><title>elsewhere</title>")
  })
}

/** Another name of this machine than the one under test: another site to a browser, as any other name would be. */
async function serverThat(answers: RequestListener): Promise<string> {
  const server = createServer(answers)
  await new Promise<void>((done) => server.listen(0, "localhost", done))
  onTestFinished(() => {
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("no port")
  return `http://localhost:${address.port}/`
}

async function contextOf(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  return context
}

/** What the page gets to read of an answer: a status below 400, or nothing at all. */
async function sent(page: Page, url: string, sending: object, body: string): Promise<string> {
  const order = "method" in sending && sending.method === "GET" ? sending : { ...sending, body }
  return await page.evaluate(
    async ([address, init]) => {
      try {
        const answer = await fetch(String(address), Object(init))
        return answer.type === "opaque" ? "nothing" : answer.status < 400 ? await answer.text() : "nothing"
      } catch {
        return "nothing"
      }
    },
    [url, order] as const,
  )
}
