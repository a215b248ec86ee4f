import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { buildDashboard } from "../../build.dashboard.ts"
import { adminEntrance } from "../../src/admin/admin-token.ts"
import { launch } from "../dashboard/ui/harness/browser.ts"
import { openFakeGemini } from "../gateway/fakes/fake-gemini.ts"
import type { Fake } from "../gateway/fakes/fake-server.ts"
import { findChromium } from "../ide/harness/find-chromium.ts"
import { type GatewaySite, openGatewaySite } from "./gateway-site.ts"

describe.skipIf(findChromium() === null)("the page of a gateway that runs (in Chromium)", () => {
  let browser: Browser
  let site: GatewaySite
  let fake: Fake
  let assets = ""
  beforeAll(async () => {
    assets = mkdtempSync(join(tmpdir(), "for-loop-pages-"))
    await buildDashboard(assets)
    browser = await launch()
    fake = await openFakeGemini()
    site = await openGatewaySite({ assets, variables: { GEMINI_TEST_KEY: "AIza-the-upstream-s-own-secret" } })
  })
  afterAll(async () => {
    await browser.close()
    await site.close()
    await fake.close()
    rmSync(assets, { recursive: true, force: true })
  })

  it("takes a person from nothing to a request that is seen, with every policy obeyed", async () => {
    const page = await browser.newPage()
    page.setDefaultTimeout(15_000)
    const complaints: string[] = []
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text())
    })
    page.on("pageerror", (error) => complaints.push(String(error)))
    await page.goto(adminEntrance(site.url, site.token))
    await page.getByText("No request yet").waitFor()
    expect(page.url()).toBe(`${site.url}/admin/`)

    await page.getByRole("button", { name: "Add upstream" }).click()
    await page.getByRole("button", { name: "Add upstream" }).click()
    await page.locator("#field-kind").selectOption("openai-compatible")
    await page.locator("#field-name").fill("lab")
    await page.locator("#field-baseUrl").fill(`${fake.url}/v1`)
    await page.locator("form").getByRole("button", { name: "Add", exact: true }).click()
    await page.getByRole("region", { name: "lab" }).waitFor()

    // A Gemini upstream at another address is set up in the file; the page shows it at once.
    await site.ask({
      kind: "upstream-add",
      upstream: { name: "gemini", kind: "gemini", baseUrl: fake.url, project: null, location: null },
    })
    const gemini = page.getByRole("region", { name: "gemini" })
    await gemini.getByRole("button", { name: "Add credential" }).click()
    await page.locator("#field-from").selectOption("env")
    await page.locator("#field-env").fill("GEMINI_TEST_KEY")
    await page.locator("form").getByRole("button", { name: "Add", exact: true }).click()
    await gemini.getByText("Ready").waitFor()

    await page.locator("#tab-keys").click()
    await page.getByRole("button", { name: "New key" }).click()
    await page.locator("#field-name").fill("laptop")
    await page.locator("form").getByRole("button", { name: "Add", exact: true }).click()
    const secret = await page.locator(".secret").innerText()
    await page.getByRole("button", { name: "I have it" }).click()

    const answered = await site.raw("/v1beta/models/gemini-2.5-flash:generateContent", {
      method: "POST",
      headers: { "x-goog-api-key": secret, "content-type": "application/json" },
      body: JSON.stringify({ contents: [{ role: "user", parts: [{ text: "Hello" }] }] }),
    })
    expect(answered.status).toBe(200)
    await page.locator("#tab-traffic").click()
    await page.locator(".request-main").first().click()
    await page.locator(".attempts").getByText("gemini · ").waitFor()
    expect(await page.locator(".request").count()).toBe(1)
    expect(await page.locator(".request-main").innerText()).toContain("gemini-2.5-flash")
    await page.locator("series-plot canvas").first().waitFor()
    expect(await page.locator(".sums tbody th").innerText()).toBe("gemini-2.5-flash")
    await page.getByText("1 request", { exact: true }).waitFor()

    const shown = await page.content()
    expect(shown).not.toContain("AIza-the-upstream")
    expect(shown).not.toContain(secret)
    expect(shown).not.toContain(site.token)
    expect(complaints).toEqual([])
    expect(site.troubles).toEqual([])
    await page.close()
  }, 120_000)
})
