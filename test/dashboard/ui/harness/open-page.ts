import type { Browser, Page } from "playwright-core"
import type { PageOrder } from "../../../../src/dashboard/model/page.ts"
import type { FromPage } from "../../../../src/dashboard/ui/wire.ts"
import { openSite } from "./site.ts"
import { themes } from "./themes.ts"

/** How a page is looked at. */
export type Look = {
  readonly kind: PageOrder["kind"]
  readonly theme: keyof typeof themes
  readonly width: number
  readonly height: number
  readonly lang: string
}

type OpenOrder<Ask> = Look & {
  /** What the page is told first; null = nothing yet. */
  readonly first: () => object | null
  readonly answer: (ask: Ask) => Promise<object>
  readonly readAt: number
  /** The dashboard where none is named. */
  readonly html?: (kind: PageOrder["kind"], lang: string) => string
  readonly permissions?: readonly string[]
  /** Runs in the page before anything of it. */
  readonly script?: string
}

/** A page in a real browser, with the program behind it. */
export type OpenedPage<Message> = {
  readonly page: Page
  /** What the page wrote to its console as an error, and what its policy kept out. */
  readonly complaints: readonly string[]
  readonly send: (message: Message) => Promise<void>
  /** Sends, and waits until that is drawn. */
  readonly show: (message: Message) => Promise<void>
  /** Ends the connections of a page of kind `browser`. */
  readonly drop: () => void
  readonly close: () => Promise<void>
}

/** Opens a page as a webview of VS Code does (sidebar, editor), or as a program that serves it does (browser). */
export async function openPage<Ask, Message extends object>(
  browser: Browser,
  order: OpenOrder<Ask>,
): Promise<OpenedPage<Message>> {
  const { kind, theme, width, height, lang, first, answer } = order
  const complaints: string[] = []
  const site = await openSite<Ask>(first, answer, order.html)
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme.endsWith("light") ? "light" : "dark",
    contrast: theme.startsWith("contrast") ? "more" : "no-preference",
    reducedMotion: "reduce",
    permissions: [...(order.permissions ?? [])],
  })
  const page = await context.newPage()
  // Below the limit of a test, so that a failure names what was waited for.
  page.setDefaultTimeout(10_000)
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text())
  })
  page.on("pageerror", (error) => complaints.push(String(error)))
  await page.clock.setFixedTime(order.readAt)
  const send = async (message: object): Promise<void> => {
    if (kind === "browser") site.push(message)
    else await page.evaluate(`window.postMessage(${JSON.stringify(message)}, "*")`)
  }
  if (kind !== "browser") {
    await page.exposeFunction("toProgram", async (message: FromPage<Ask>) => {
      const told = first()
      if (message.kind === "ask")
        await send({ kind: "reply", id: message.id, reply: await answer(message.ask) })
      else if (told !== null) await send(told)
    })
    await page.addInitScript(webviewScript(theme))
  }
  if (order.script !== undefined) await page.addInitScript(order.script)
  await page.goto(site.url(kind, lang))
  if (first() !== null) await page.locator("main").first().waitFor()
  return {
    page,
    complaints,
    send,
    drop: site.drop,
    async show(message) {
      await send(message)
      await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    },
    async close() {
      await context.close()
      await site.close()
    },
  }
}

/** What a webview finds: the host's API, the theme's variables on the root, its class on the body. */
function webviewScript(theme: keyof typeof themes): string {
  const { variables, bodyClass } = themes[theme]
  return `
    let state
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => { void window.toProgram(message) },
      getState: () => JSON.parse(sessionStorage.getItem("webview-state") ?? "null") ?? undefined,
      setState: (value) => { sessionStorage.setItem("webview-state", JSON.stringify(value)) },
    })
    const variables = ${JSON.stringify(variables)}
    const dress = () => {
      for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty("--vscode-" + name, value)
      document.body.className = ${JSON.stringify(bodyClass)}
    }
    if (document.body) dress()
    else document.addEventListener("DOMContentLoaded", dress)
  `
}
