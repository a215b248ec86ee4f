import { existsSync, readFileSync, rmSync } from "node:fs"
import { format } from "node:util"
import { decodeReport, type InHostReport } from "../in-host/report.ts"
import { deadline } from "./deadline.ts"
import type { IdeHost } from "./ide-host.ts"

export type InHostEnd = {
  readonly code: number
  /** Null: the suite did not get as far as to report. */
  readonly report: InHostReport | null
  /** Console of the suite and of the workbench. */
  readonly log: string
}

/**
 * Runs `exports.run` of `suite` inside the extension host of a window on `folder`, as @vscode/test-electron does on the
 * desktop. `extension` is the one unpacked extension that such a run needs; ours is installed as a package.
 */
export async function runInHost(
  ide: IdeHost,
  order: { readonly folder: string; readonly suite: string; readonly extension: string },
): Promise<InHostEnd> {
  rmSync(ide.results, { force: true })
  const page = await ide.page()
  let log = ""
  // Both functions have to be there before the page loads: the workbench looks for them while it starts.
  await page.exposeFunction("codeAutomationLog", (_type: string, args: unknown[]) => {
    log += `${format(...args)}\n`
  })
  const ended = new Promise<number>((resolve, reject) => {
    page.exposeFunction("codeAutomationExit", resolve).catch(reject)
    page.once("crash", () => reject(new Error("the page of the workbench crashed")))
  })
  const payload = [
    ["extensionDevelopmentPath", ide.remote(order.extension)],
    ["extensionTestsPath", ide.remote(order.suite)],
    ["skipWelcome", "true"],
  ] as const
  await page.goto(ide.url(order.folder, payload))
  const code = await deadline(120_000, "the suite in the extension host did not end", ended)
  const report = existsSync(ide.results) ? decodeReport(readFileSync(ide.results, "utf8")) : null
  return { code, report, log }
}
