import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { rolldown } from "rolldown"
import { storedSchemasPlugin } from "../../../src/store/stored-schemas-plugin.ts"
import { root } from "../../architecture/sources.ts"

/** Bundles the suite that runs inside the extension host to one CommonJS file; returns its path. */
export async function bundleSuite(): Promise<string> {
  const file = join(mkdtempSync(join(tmpdir(), "for-loop-suite-")), "run.cjs")
  const bundle = await rolldown({
    input: join(root, "test", "ide", "in-host", "run.ts"),
    platform: "node",
    external: ["vscode"],
    checks: { eval: false },
    plugins: [storedSchemasPlugin()],
  })
  await bundle.write({ file, format: "cjs", exports: "named", codeSplitting: false })
  await bundle.close()
  return file
}
