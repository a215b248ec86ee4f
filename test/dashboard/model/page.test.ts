import { describe, expect, it } from "vitest"
import { type PageOrder, pageHtml } from "../../../src/dashboard/model/page.ts"
import { en } from "../../../src/dashboard/model/words/en.ts"
import { zhTw } from "../../../src/dashboard/model/words/zh-tw.ts"

const order: PageOrder = {
  cspSource: "https://*.vscode-cdn.net",
  nonce: "abc123",
  scriptUrl: "https://file.vscode-cdn.net/main.js",
  styleUrl: "https://file.vscode-cdn.net/main.css",
  lang: "en",
  kind: "sidebar",
}

const policyOf = (html: string) =>
  Object.fromEntries(
    (/Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "")
      .split("; ")
      .map((rule) => [rule.split(" ")[0], rule.split(" ").slice(1).join(" ")]),
  )

describe("the page around the dashboard", () => {
  it("lets only its own script run and nothing be loaded from elsewhere", () => {
    expect(policyOf(pageHtml(order))).toEqual({
      "default-src": "'none'",
      "script-src": "'nonce-abc123'",
      "style-src": "https://*.vscode-cdn.net",
      "font-src": "https://*.vscode-cdn.net",
      "img-src": "https://*.vscode-cdn.net data:",
      "base-uri": "'none'",
      "form-action": "'none'",
    })
  })

  it("lets a browser talk to the program that served it, and to nobody else", () => {
    expect(policyOf(pageHtml({ ...order, kind: "browser", cspSource: "'self'" }))["connect-src"]).toBe(
      "'self'",
    )
  })

  it("has no inline style and no handler, which its policy would keep out", () => {
    expect(pageHtml(order)).not.toMatch(/ style=| on\w+=|<style/)
  })

  it("carries the texts of the reader's language as data that cannot end their element", () => {
    const html = pageHtml({ ...order, lang: "zh-tw" })
    const data = /<script type="application\/json" id="words">([^<]*)<\/script>/.exec(html)?.[1] ?? ""
    expect(JSON.parse(data)).toEqual(zhTw)
    expect(html).toContain('<html lang="zh-TW" data-kind="sidebar">')
    expect(pageHtml(order)).toContain(en.loading)
  })

  it("keeps what it is given inside its attributes", () => {
    const html = pageHtml({ ...order, scriptUrl: 'x.js" onerror="alert(1)' })
    expect(html).toContain('src="x.js&quot; onerror=&quot;alert(1)"')
  })
})
