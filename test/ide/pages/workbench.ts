import type { FrameLocator, Locator, Page } from "playwright-core"
import { expect } from "vitest"
import type { IdeHost } from "../harness/ide-host.ts"
import { until } from "../harness/until.ts"
import { Dashboard } from "./dashboard.ts"

const extensionId = "antigravity-for-loop.antigravity-for-loop"

/** One window of the editor, by what a person sees and presses in it. */
export class Workbench {
  readonly page: Page

  private constructor(page: Page) {
    this.page = page
    page.setDefaultTimeout(20_000)
  }

  /** Opens a window on `folder` and waits until it can be used. */
  static async open(host: IdeHost, folder: string): Promise<Workbench> {
    const page = await host.page()
    await page.goto(host.url(folder))
    const workbench = new Workbench(page)
    await workbench.drawn()
    return workbench
  }

  /** The whole window is loaded again, as after a crash or an update. */
  async reload(): Promise<void> {
    await this.page.reload()
    await this.drawn()
  }

  /** Runs a command by its title in the palette; a window that was just opened may not know it yet. */
  async command(title: string): Promise<void> {
    await until(`the command ${title}`, async () => {
      await this.page.keyboard.press("F1")
      await this.quickInput.fill(`>${title}`)
      await this.choices.first().waitFor()
      if ((await this.choices.first().innerText()).includes(title)) return true
      await this.page.keyboard.press("Escape")
      return false
    })
    await this.page.keyboard.press("Enter")
  }

  /** Whether the palette offers a command now. */
  async offers(title: string): Promise<boolean> {
    await this.page.keyboard.press("F1")
    await this.quickInput.fill(`>${title}`)
    const any = this.page.locator(".quick-input-list .monaco-list-row").first()
    await any.waitFor()
    const found = (await this.choice(title).count()) > 0
    await this.page.keyboard.press("Escape")
    await this.quickInput.waitFor({ state: "hidden" })
    return found
  }

  /** The field of the palette, of a quick pick and of an input box. */
  get quickInput(): Locator {
    return this.page.locator(".quick-input-widget .quick-input-box input")
  }

  /** A row of the open quick pick that holds `text`. */
  choice(text: string | RegExp): Locator {
    return this.page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first()
  }

  /** Every row of the open quick pick that is drawn. */
  get choices(): Locator {
    return this.page.locator(".quick-input-list .monaco-list-row")
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator(".notification-toast", { hasText: text })
  }

  /** Presses a button of the notification that holds `text`. */
  async answer(text: string | RegExp, button: string): Promise<void> {
    await this.notification(text).getByRole("button", { name: button, exact: true }).click()
  }

  get modal(): Locator {
    return this.page.locator(".monaco-dialog-box")
  }

  /** An item of ours in the status bar that holds `text`. */
  statusItem(text: string): Locator {
    return this.page.locator(`.statusbar-item[id^="${extensionId}"]`, { hasText: text })
  }

  tab(title: string | RegExp): Locator {
    return this.page.locator(".tabs-container .tab", { hasText: title })
  }

  /** Both sides of an open diff as text, changed lines only. */
  get diffEditor(): Locator {
    return this.page.locator(".monaco-diff-editor").first()
  }

  get editorText(): Locator {
    return this.page.locator(".editor-instance .view-lines").first()
  }

  /** Shows the sidebar of the extension. */
  async showSidebar(): Promise<Dashboard> {
    await this.command("For Loop: Open Dashboard")
    const dashboard = new Dashboard(this.#webview('[src*="purpose=webviewView"]'))
    await dashboard.body.waitFor()
    return dashboard
  }

  /** Installs the agent's plugin, as a person does. */
  async setUp(): Promise<void> {
    const dashboard = await this.showSidebar()
    await dashboard.button("Set up").click()
    await this.choice("Write these files").click()
    await dashboard.button("Start").waitFor()
  }

  /** Text on the clipboard of the person at this window. */
  async clipboard(): Promise<string> {
    await this.page.bringToFront()
    return await this.page.evaluate("navigator.clipboard.readText()")
  }

  /** Makes the person's machine dark or light; the editor follows where `window.autoDetectColorScheme` is on. */
  async inColours(colours: "dark" | "light"): Promise<void> {
    await this.page.emulateMedia({ colorScheme: colours })
    await this.page.locator(`.monaco-workbench.${colours === "dark" ? "vs-dark" : "vs"}`).waitFor()
  }

  async clearNotifications(): Promise<void> {
    await this.command("Notifications: Clear All Notifications")
    await this.page.locator(".notification-toast").waitFor({ state: "detached" })
    await this.quickInput.waitFor({ state: "hidden" })
  }

  /** The dashboard in an editor tab. */
  get editorDashboard(): Dashboard {
    return new Dashboard(this.#webview(':not([src*="purpose=webviewView"])'))
  }

  #webview(which: string): FrameLocator {
    return this.page
      .frameLocator(`iframe.webview.ready[src*="extensionId=${extensionId}"]${which}`)
      .frameLocator("iframe#active-frame")
  }

  async drawn(): Promise<void> {
    await this.page.locator(".monaco-workbench").waitFor({ timeout: 60_000 })
    await this.page
      .locator(".activitybar a.action-label[aria-label^='For Loop']")
      .waitFor({ timeout: 30_000 })
    expect(await this.modal.count()).toBe(0)
  }
}
