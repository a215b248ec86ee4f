import type { FrameLocator, Locator } from "playwright-core"

/** The dashboard of one window, in the sidebar or in a tab, by what a person reads and presses in it. */
export class Dashboard {
  readonly frame: FrameLocator

  constructor(frame: FrameLocator) {
    this.frame = frame
  }

  get body(): Locator {
    return this.frame.locator("body")
  }

  button(name: string | RegExp): Locator {
    return this.frame.getByRole("button", { name, exact: typeof name === "string" }).first()
  }

  /** The state in a word, with how far it is: `Running iteration 2 of 10`. */
  get headline(): Locator {
    return this.frame.locator("article.loop header.head .state")
  }

  /** The loop whose task this is, shown now. */
  loop(task: string): Locator {
    return this.frame.getByRole("article", { name: task })
  }

  /** What has to be decided or known before anything else. */
  get callout(): Locator {
    return this.frame.locator(".callout")
  }

  get findings(): Locator {
    return this.frame.locator("#findings")
  }

  /** Row of an iteration, 0 for the start. */
  row(n: number): Locator {
    return this.frame.locator(`.row[data-key$="${n}"]`).filter({ has: this.frame.locator(".row-main") })
  }

  get rows(): Locator {
    return this.frame.locator("virtual-list .row")
  }

  /** What the program answered last. */
  get notice(): Locator {
    return this.frame.locator(".notice")
  }

  async closeNotice(): Promise<void> {
    if ((await this.notice.count()) > 0) await this.button("Close this message").click()
  }

  get light(): Locator {
    return this.frame.locator("footer .light")
  }

  get history(): Locator {
    return this.frame.locator("section.history")
  }

  /** Fills in the start form, waits for the detected checks and presses Start. */
  async start(task: string): Promise<void> {
    const form = this.frame.locator("section.start")
    await form.locator("#task textarea").fill(task)
    await form.locator(".check-line input").first().waitFor()
    await form.getByRole("button", { name: "Start", exact: true }).click()
  }

  /** Ends when the hint lies on the disk, where the next Stop finds it: the panel closes with the program's reply. */
  async steer(hint: string): Promise<void> {
    await this.button("Steer…").click()
    const field = this.frame.locator("#hint")
    await field.locator("textarea").fill(hint)
    await this.button("Send").click()
    await field.waitFor({ state: "detached" })
  }

  /** Ends when the request lies on the disk, as `steer` does. */
  async cancel(): Promise<void> {
    await this.button("Cancel").click()
    const yes = this.button("Cancel the loop")
    await yes.click()
    await yes.waitFor({ state: "detached" })
  }

  async restore(n: number): Promise<void> {
    const row = this.row(n)
    await row.hover()
    await row.locator(".row-actions .icon-button").last().click()
    await row.getByRole("button", { name: "Restore", exact: true }).click()
  }

  async viewDiff(n: number): Promise<void> {
    const row = this.row(n)
    await row.hover()
    await row.locator(".row-actions .icon-button").first().click()
  }
}
