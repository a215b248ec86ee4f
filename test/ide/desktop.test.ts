import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { runTests } from "@vscode/test-electron"
import { describe, expect, it } from "vitest"
import { extensionFiles } from "../../src/install/extension-files.ts"
import { writePluginFiles } from "../../src/install/plugin-files.ts"
import { root } from "../architecture/sources.ts"
import { bundleSuite } from "./harness/bundle-suite.ts"
import { cartProject } from "./harness/cart-project.ts"
import { testExtension } from "./harness/packages.ts"
import { decodeReport } from "./in-host/report.ts"
import { inHostTitles } from "./in-host/titles.ts"

/** The application's own binary (not its shell wrapper) of Antigravity or VS Code, named by whoever has one. */
const executable = process.env.IDE_EXECUTABLE

describe("in a desktop IDE", () => {
  it.skipIf(executable === undefined)(
    executable === undefined
      ? "runs the same suite (skipped: IDE_EXECUTABLE names no Antigravity or VS Code)"
      : `runs the same suite in ${executable}`,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "ide-"))
      try {
        const report = await playOnDesktop(folder, executable ?? "")
        expect(report?.tests.map(({ title, error }) => ({ title, error }))).toEqual(
          inHostTitles.map((title) => ({ title, error: null })),
        )
      } finally {
        rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
      }
    },
  )
})

/** The files of the package are given as a second development extension: installing needs a command line that each fork names otherwise. */
async function playOnDesktop(folder: string, vscodeExecutablePath: string) {
  const found = extensionFiles(root)
  if (found.kind === "incomplete") throw new Error(`missing ${found.missing.join(", ")}: run npm run package`)
  writePluginFiles(join(folder, "antigravity-for-loop"), found.files)
  const results = join(folder, "results.json")
  const home = join(folder, "home")
  mkdirSync(home)
  await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: [testExtension("stand-in-antigravity"), join(folder, "antigravity-for-loop")],
    extensionTestsPath: await bundleSuite(),
    extensionTestsEnv: { E2E_RESULTS: results, HOME: home, FOR_LOOP_TEST_NODE: process.execPath },
    // A profile of its own: no clash with a running IDE, and none of its extensions.
    launchArgs: [
      cartProject(join(folder, "node-cart")),
      `--user-data-dir=${join(folder, "data")}`,
      `--extensions-dir=${join(folder, "extensions")}`,
      "--disable-telemetry",
    ],
  })
  return existsSync(results) ? decodeReport(readFileSync(results, "utf8")) : null
}
