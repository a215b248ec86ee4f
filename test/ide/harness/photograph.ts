import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "../../architecture/sources.ts"
import type { IdeHost } from "./ide-host.ts"

/** Where pictures of failures go; git ignores it. */
const folder = join(root, "test-results", "ide")

/** Keeps a picture of every open window and the server's log, named after the test that failed. */
export async function photograph(ide: IdeHost | undefined, title: string): Promise<void> {
  if (ide === undefined) return
  const name = title.replace(/[^a-z0-9]+/gi, "-").slice(0, 80)
  mkdirSync(folder, { recursive: true })
  const pages = (await ide.browser()).pages().filter((page) => page.url() !== "about:blank")
  for (const [at, page] of pages.entries())
    await page.screenshot({ path: join(folder, `${name}-${at}.png`), timeout: 10_000 }).catch(() => {})
  writeFileSync(join(folder, `${name}.log`), ide.log)
}
