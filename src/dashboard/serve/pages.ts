import { randomBytes } from "node:crypto"
import { join } from "node:path"
import { readBytes } from "../../system/files.ts"
import { type PageOrder, pageHtml } from "../model/page.ts"
import type { Content } from "./respond.ts"

const htmlType = "text/html; charset=utf-8"

/** Everything that is served from a file; no other name is ever looked up. */
const assets: Readonly<Record<string, string>> = {
  "main.js": "text/javascript; charset=utf-8",
  "main.css": "text/css; charset=utf-8",
  "shared.js": "text/javascript; charset=utf-8",
  "gateway.js": "text/javascript; charset=utf-8",
  "gateway.css": "text/css; charset=utf-8",
  "codicon.ttf": "font/ttf",
}

/** The dashboard's page. `languages`: what the browser asks for. */
export function dashboardPage(languages: string | undefined): Content {
  return guardedPage(languages, (order) => pageHtml({ ...order, scriptUrl: "main.js", styleUrl: "main.css" }))
}

type Page = Pick<PageOrder, "cspSource" | "nonce" | "lang" | "kind">

/** A page with a policy of its own that lets in one script, and what that loads. */
export function guardedPage(languages: string | undefined, html: (order: Page) => string): Content {
  const nonce = randomBytes(16).toString("base64url")
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  const body = html({
    cspSource: "'self'",
    nonce,
    lang: /^[a-z-]{2,20}/i.exec(languages ?? "")?.[0] ?? "en",
    kind: "browser",
  })
  return { status: 200, type: htmlType, body, headers: { "content-security-policy": policy.join("; ") } }
}

/**
 * Hands out the cookie and leads on to the page at `base`. A redirect would do that too, but browsers keep a strict
 * cookie back on one that another site's link began; what this page loads is its own.
 */
export function entrance(cookieName: string, session: string, base = "/"): Content {
  const cookie = `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=${base}`
  const body = `<!doctype html>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=${base}">
<title>For Loop</title>
<p><a href="${base}">Open For Loop</a></p>
`
  return { status: 200, type: htmlType, body, headers: { "set-cookie": cookie } }
}

/** Browsers ask for a picture of the site by themselves; there is none, and that is no error. */
export const noIcon: Content = { status: 204, type: "image/x-icon", body: "" }

/** One file of the built UI, or null when there is no such one. Throws StoreError. */
export function asset(folder: string, name: string): Content | null {
  const type = Object.hasOwn(assets, name) ? assets[name] : undefined
  const body = type === undefined ? null : readBytes(join(folder, name))
  return type === undefined || body === null ? null : { status: 200, type, body }
}
