import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { AdminAsk } from "../../../src/admin/model/messages.ts"
import { launch } from "../../dashboard/ui/harness/browser.ts"
import { findChromium } from "../../ide/harness/find-chromium.ts"
import { busy, readAt, trouble } from "../fixtures/states.ts"
import { gatewayPages } from "./harness/gateway-page.ts"

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).first()

describe.skipIf(findChromium() === null)("what the gateway's page asks for (in Chromium)", () => {
  let browser: Browser
  const pages = gatewayPages(() => browser)
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(async () => {
    await pages.close()
    await browser.close()
  })

  const clicks: readonly (readonly [state: string, tab: string, names: readonly string[], ask: AdminAsk])[] =
    [
      ["stopped", "", ["Start gateway"], { kind: "start" }],
      ["busy", "traffic", ["Stop gateway", "Stop gateway"], { kind: "stop" }],
      ["busy", "traffic", ["Open in browser"], { kind: "open-browser" }],
      ["busy", "traffic", ["Export the requests"], { kind: "export", what: "requests" }],
      ["busy", "upstreams", ["Show the settings"], { kind: "export", what: "config" }],
      [
        "trouble",
        "upstreams",
        ["Try again now: gemini"],
        { kind: "reset", upstream: "gemini", credential: null },
      ],
      [
        "trouble",
        "upstreams",
        ["Try again now: gemini/main"],
        { kind: "reset", upstream: "gemini", credential: "main" },
      ],
      ["busy", "upstreams", ["Remove: ollama", "Remove"], { kind: "upstream-remove", upstream: "ollama" }],
      [
        "busy",
        "upstreams",
        ["Remove: gemini/second", "Remove"],
        { kind: "credential-remove", upstream: "gemini", name: "second" },
      ],
      ["busy", "upstreams", ["Remove: local"], { kind: "alias-remove", name: "local" }],
      ["busy", "keys", ["Revoke: codex", "Revoke"], { kind: "key-revoke", name: "codex" }],
      ["busy", "clients", ["Set up"], { kind: "client-set-up", client: "gemini-cli" }],
      ["busy", "clients", ["Undo"], { kind: "client-undo", client: "claude-code" }],
      ["busy", "clients", ["Show settings"], { kind: "snippet", client: "claude-code" }],
      ["busy", "clients", ["Show code"], { kind: "snippet", client: "openai" }],
    ]
  for (const [state, tab, names, ask] of clicks) {
    it(`${ask.kind}: ${state}, ${tab} → ${names.join(" → ")}`, async () => {
      const { page, asked } = await pages.openAt(state, tab)
      for (const [at, name] of names.entries())
        await (at === 0
          ? button(page, name)
          : page.locator(".question").getByRole("button", { name, exact: true })
        ).click()
      await page.locator(".notice").waitFor()
      expect(asked).toEqual([ask])
    })
  }

  it("shows a new key once, copies it, and forgets it when the reader has it", async () => {
    const { page } = await pages.openAt("busy", "keys", (ask) =>
      ask.kind === "key-add" ? { kind: "key", name: "laptop", secret: "fl-once-and-never-again" } : undefined,
    )
    await button(page, "New key").click()
    await page.locator("form").getByLabel("Name", { exact: true }).fill("laptop")
    await button(page, "Add").click()
    await page.getByText("fl-once-and-never-again").waitFor()
    await button(page, "Copy the key").click()
    await page.getByText("Copied.").waitFor()
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe("fl-once-and-never-again")
    await button(page, "I have it").click()
    await page.getByText("fl-once-and-never-again").waitFor({ state: "detached" })
    const kept = await page.evaluate("JSON.stringify(sessionStorage)")
    expect(String(kept)).not.toContain("fl-once")
  })

  it("opens a request to every attempt with the upstream's own words", async () => {
    const { page, asked } = await pages.openAt("trouble", "traffic", (ask) =>
      ask.kind === "attempts"
        ? {
            kind: "attempts",
            attempts: [
              {
                at: readAt,
                upstream: "gemini",
                credential: "main",
                model: "gemini-3.1-pro",
                status: 429,
                ms: 210,
                why: "its turn",
                error: "Quota exceeded",
              },
            ],
          }
        : undefined,
    )
    await page.getByRole("radio", { name: "Failed", exact: true }).check()
    await page.locator(".request").nth(2).waitFor({ state: "detached" })
    expect(await page.locator(".request").count()).toBe(2)
    await page.locator(".request-main").first().click()
    await page.getByText("gemini · main").waitFor()
    expect(await page.locator(".attempts").innerText()).toContain("Quota exceeded")
    expect(asked).toEqual([{ kind: "attempts", request: "r-2" }])
  })

  it("shows a text with the way to copy and save it", async () => {
    const { page } = await pages.openAt("busy", "clients", (ask) =>
      ask.kind === "snippet"
        ? { kind: "text", title: "Codex: config.toml", text: "model = 1\n", fileName: "codex.toml" }
        : undefined,
    )
    await button(page, "Show settings").click()
    await page.getByRole("dialog", { name: "Codex: config.toml" }).waitFor()
    const download = page.waitForEvent("download")
    await button(page, "Save").click()
    expect((await download).suggestedFilename()).toBe("codex.toml")
    await page.keyboard.press("Escape")
    await page.getByRole("dialog").waitFor({ state: "detached" })
  })

  it("is walked in the order of reading with the keyboard alone", async () => {
    const { page, asked } = await pages.openAt("busy", "")
    const walk: string[] = []
    const step = async (): Promise<void> => {
      await page.keyboard.press("Tab")
      walk.push(
        await page.evaluate(`(() => {
          const at = document.activeElement
          const name = at.getAttribute("aria-label") ?? at.closest("label")?.textContent ?? at.innerText
          return name.replace(/[\\uE000-\\uF8FF]/g, "").replace(/\\s+/g, " ").trim()
        })()`),
      )
    }
    for (let steps = 0; steps < 6; steps++) await step()
    expect(walk).toEqual([
      "Open in browser",
      "Stop gateway",
      "Copy the address",
      "Traffic",
      "1 h",
      "By ModelKeyCredentialUpstream",
    ])
    await page.locator("#tab-traffic").focus()
    for (const name of ["Upstreams", "Keys"]) {
      await page.keyboard.press("ArrowRight")
      await page.getByRole("tab", { name, selected: true }).waitFor()
    }
    walk.length = 0
    for (let steps = 0; steps < 3; steps++) await step()
    expect(walk).toEqual(["Change…", "Change: claude-code", "Revoke: claude-code"])
    await page.keyboard.press("Enter")
    await page.locator(".question button:focus").waitFor()
    await page.keyboard.press("Escape")
    await page.locator(".question").waitFor({ state: "detached" })
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe(
      "Revoke: claude-code",
    )
    await page.locator("#tab-keys").focus()
    await page.keyboard.press("ArrowRight")
    await page.getByRole("tab", { name: "Clients", selected: true }).waitFor()
    await page.keyboard.press("ArrowRight")
    await page.getByRole("tab", { name: "Traffic", selected: true }).waitFor()
    expect(asked).toEqual([])
  })

  it("sends a form with Enter and takes it back with Escape", async () => {
    const { page, asked } = await pages.openAt("busy", "upstreams")
    await button(page, "Add alias").focus()
    await page.keyboard.press("Enter")
    await page.locator("#field-name:focus").waitFor()
    await page.keyboard.press("Escape")
    await page.locator("form").waitFor({ state: "detached" })
    await page.keyboard.press("Enter")
    await page.locator("#field-name:focus").waitFor()
    await page.keyboard.type("mini")
    await page.locator("#field-model").focus()
    await page.keyboard.type("gemini-3-flash")
    await page.keyboard.press("Enter")
    await page.locator(".notice").waitFor()
    expect(asked).toEqual([{ kind: "alias-add", name: "mini", upstream: "gemini", model: "gemini-3-flash" }])
  })

  it("keeps the answer to the last click, when that to an earlier one comes late", async () => {
    let open = (): void => {}
    const opened = new Promise<void>((resolve) => {
      open = resolve
    })
    const { page } = await pages.openAt("busy", "upstreams", async (ask) => {
      if (ask.kind === "export") await opened
      return { kind: "done", message: ask.kind === "export" ? "The settings are open." : "It is gone." }
    })
    await button(page, "Show the settings").click()
    await button(page, "Remove: local").click()
    const told = page.locator(".notice")
    await told.getByText("It is gone.").waitFor()
    open()
    await page.locator('button:not([aria-disabled="true"])', { hasText: "Show the settings" }).waitFor()
    expect(await told.innerText()).toContain("It is gone.")
  })

  it("does not offer what the program cannot do", async () => {
    const { page, show } = await pages.open({
      view: { ...trouble, abilities: { process: false, browser: false, clients: false } },
    })
    expect(await button(page, "Stop gateway").count()).toBe(0)
    expect(await button(page, "Open in browser").count()).toBe(0)
    await page.locator("#tab-clients").click()
    await page.locator('#tab-clients[aria-selected="true"]').waitFor()
    expect(await button(page, "Set up").count()).toBe(0)
    await show(busy)
  })
})
