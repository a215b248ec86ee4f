import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { createVSIX } from "@vscode/vsce"

/** Packs an extension of the tests, so that it is installed as users install theirs; returns the package's path. */
export async function packFolder(folder: string): Promise<string> {
  const target = join(mkdtempSync(join(tmpdir(), "for-loop-vsix-")), `${basename(folder)}.vsix`)
  await createVSIX({
    cwd: folder,
    packagePath: target,
    dependencies: false,
    allowMissingRepository: true,
    allowStarActivation: true,
    rewriteRelativeLinks: false,
    skipLicense: true,
  })
  return target
}
