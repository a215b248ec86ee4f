import { existsSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"

/**
 * Exact versions under test. code-server 4.X.Y carries VS Code 1.X.Y; 1.106 on Node 22 is the nearest published one to the
 * 1.107 that Antigravity is built on. A newer host is a deliberate change of this table.
 */
export const hostVersions = {
  "code-server": "4.106.3",
  [`node-${process.platform}-${process.arch}`]: "22.23.3",
  // What code-server would compile or download, as packages that bring their binaries with them.
  argon2: "0.44.0",
  "@parcel/watcher": "2.5.1",
  "node-pty": "1.2.0-beta.15",
  "@vscode/ripgrep-universal": "1.18.0",
} as const

/** Folder of the installed host, outside the project's own dependencies; FOR_LOOP_IDE_HOST names another, kept one. */
export const hostFolder = resolve(
  process.env.FOR_LOOP_IDE_HOST ?? join(import.meta.dirname, "..", "..", "..", ".ide-host"),
)

/** Node of the host, which runs the server and the extension host. */
export const hostNode = join(
  hostFolder,
  "node_modules",
  `node-${process.platform}-${process.arch}`,
  "bin",
  "node",
)
export const serverEntry = join(hostFolder, "node_modules", "code-server", "out", "node", "entry.js")

/** Written last by the installation: what it made, so that half an installation is never taken for a whole one. */
export const hostStamp = join(hostFolder, "installed.json")
export const wantedStamp = `${JSON.stringify(hostVersions, null, 2)}\n`

/** Whether exactly these versions are completely installed. */
export function hostIsInstalled(): boolean {
  return existsSync(hostStamp) && readFileSync(hostStamp, "utf8") === wantedStamp
}
