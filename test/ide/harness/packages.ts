import { existsSync } from "node:fs"
import { join } from "node:path"
import manifest from "../../../package.json" with { type: "json" }
import { root } from "../../architecture/sources.ts"
import { packFolder } from "./pack-folder.ts"

/** The package that users install, as `npm run package` made it. */
export function productPackage(): string {
  const path = join(root, "dist", `antigravity-for-loop-${manifest.version}.vsix`)
  if (!existsSync(path)) throw new Error(`${path} is missing: run \`npm run package\` first`)
  return path
}

/** Folder of an extension that only the tests have. */
export function testExtension(name: "empty" | "stand-in-antigravity"): string {
  return join(root, "test", "ide", "extensions", name)
}

/** Adds the commands of Antigravity to a host that lacks them. */
export function standInAntigravity(): Promise<string> {
  return packFolder(testExtension("stand-in-antigravity"))
}
