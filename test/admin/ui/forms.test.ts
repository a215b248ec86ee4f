import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { AdminAsk } from "../../../src/admin/model/messages.ts"
import { launch } from "../../dashboard/ui/harness/browser.ts"
import { findChromium } from "../../ide/harness/find-chromium.ts"
import { readAt } from "../fixtures/states.ts"
import { gatewayPages } from "./harness/gateway-page.ts"

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).first()

const caps = { dailyUsd: null, weeklyUsd: null, totalUsd: null }

describe.skipIf(findChromium() === null)("the forms of the gateway's page (in Chromium)", () => {
  let browser: Browser
  const pages = gatewayPages(() => browser)
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(async () => {
    await pages.close()
    await browser.close()
  })

  const forms: readonly (readonly [
    tab: string,
    opener: string,
    fields: Readonly<Record<string, string>>,
    submit: string,
    ask: AdminAsk,
  ])[] = [
    [
      "upstreams",
      "Add upstream",
      { Kind: "openai-compatible", Name: "lab", Address: "http://10.0.0.2:8000/v1" },
      "Add",
      {
        kind: "upstream-add",
        upstream: {
          name: "lab",
          kind: "openai-compatible",
          baseUrl: "http://10.0.0.2:8000/v1",
          project: null,
          location: null,
        },
      },
    ],
    [
      "upstreams",
      "Add upstream",
      { Kind: "vertex-claude", Project: "my-project" },
      "Add",
      {
        kind: "upstream-add",
        upstream: {
          name: "vertex-claude",
          kind: "vertex-claude",
          baseUrl: null,
          project: "my-project",
          location: "global",
        },
      },
    ],
    [
      "upstreams",
      "Add credential",
      { Name: "third", "API key": "AIza-secret" },
      "Add",
      {
        kind: "credential-add",
        upstream: "gemini",
        name: "third",
        secret: { from: "typed", secret: "AIza-secret" },
      },
    ],
    [
      "upstreams",
      "Add credential",
      { Secret: "env", Variable: "GEMINI_KEY_3" },
      "Add",
      {
        kind: "credential-add",
        upstream: "gemini",
        name: "key-2",
        secret: { from: "env", name: "GEMINI_KEY_3" },
      },
    ],
    [
      "upstreams",
      "Change: gemini/main",
      { "In use": "no", Weight: "3", "Stop at US dollars per day": "2,5" },
      "Save",
      {
        kind: "credential-change",
        upstream: "gemini",
        name: "main",
        settings: { enabled: false, weight: 3, priority: 0, stopAtUsdPerDay: 2.5 },
      },
    ],
    [
      "upstreams",
      "Add alias",
      { Alias: "cheap", Upstream: "ollama", Model: "qwen3-coder:30b" },
      "Add",
      { kind: "alias-add", name: "cheap", upstream: "ollama", model: "qwen3-coder:30b" },
    ],
    [
      "keys",
      "Change…",
      { "US dollars per day": "", "US dollars per week": "60", "Models whose price is unknown": "allow" },
      "Save",
      { kind: "budget", dailyUsd: null, weeklyUsd: 60, unknownPrice: "allow" },
    ],
    [
      "keys",
      "New key",
      { Name: "laptop" },
      "Add",
      {
        kind: "key-add",
        name: "laptop",
        settings: { models: "all", expiresAt: null, concurrency: null, caps },
      },
    ],
    [
      "keys",
      "New key",
      {
        Name: "ci",
        Models: "gemini-*, claude-haiku-5",
        "US dollars per day": "1.5",
        "Valid for days": "30",
        "Requests at once": "2",
      },
      "Add",
      {
        kind: "key-add",
        name: "ci",
        settings: {
          models: ["gemini-*", "claude-haiku-5"],
          expiresAt: readAt + 30 * 86_400_000,
          concurrency: 2,
          caps: { ...caps, dailyUsd: 1.5 },
        },
      },
    ],
    [
      "keys",
      "Change: codex",
      { "Requests at once": "" },
      "Save",
      {
        kind: "key-change",
        name: "codex",
        settings: {
          models: ["gpt-5.2*", "gemini-3.1-pro"],
          expiresAt: readAt + 12 * 86_400_000,
          concurrency: null,
          caps: { dailyUsd: 3, weeklyUsd: 15, totalUsd: null },
        },
      },
    ],
  ]
  for (const [tab, opener, fields, submit, ask] of forms) {
    it(`${ask.kind}: ${opener} with ${JSON.stringify(fields)}`, async () => {
      const { page, asked } = await pages.openAt("busy", tab)
      await button(page, opener).click()
      const form = page.locator("form")
      for (const [label, value] of Object.entries(fields)) {
        const field = form.getByLabel(label, { exact: true })
        const isChoice = (await field.getAttribute("class")) !== "input"
        await (isChoice ? field.selectOption(value) : field.fill(value))
      }
      await form.getByRole("button", { name: submit, exact: true }).click()
      await page.locator(".notice").waitFor()
      expect(asked).toEqual([ask])
      expect(await form.count()).toBe(0)
    })
  }

  it("tells what is missing in a form and asks nothing", async () => {
    const { page, asked } = await pages.openAt("busy", "keys")
    await button(page, "New key").click()
    await button(page, "Add").click()
    await page.getByRole("alert").getByText("Give it a name.").waitFor()
    await page.locator("form").getByLabel("Name", { exact: true }).fill("x")
    await page.locator("form").getByLabel("Valid for days", { exact: true }).fill("soon")
    await page.getByRole("alert").getByText("A number of at least 1 is needed.").waitFor()
    expect(asked).toEqual([])
  })

  it("keeps a form open, with what was typed, when it is refused", async () => {
    const { page } = await pages.openAt("busy", "keys", () => ({
      kind: "refused",
      message: "The name is taken.",
      next: "Choose another.",
    }))
    await button(page, "New key").click()
    await page.locator("form").getByLabel("Name", { exact: true }).fill("codex")
    await button(page, "Add").click()
    await page.getByRole("alert").getByText("The name is taken.").waitFor()
    expect(await page.locator("form").getByLabel("Name", { exact: true }).inputValue()).toBe("codex")
  })
})
