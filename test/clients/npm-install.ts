import { spawnSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const installMinutes = 10

/**
 * Installs `dependencies` (name → version or npm: address) into a folder of their own, without install scripts: platform
 * binaries come as packages and need none. Null = success, else the cause in words.
 */
export function npmInstall(folder: string, dependencies: Readonly<Record<string, string>>): string | null {
  mkdirSync(folder, { recursive: true })
  const manifest = { name: "for-loop-installed-on-demand", private: true, dependencies }
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`)
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--loglevel=error"]
  const windows = process.platform === "win32"
  const { status, error, signal } = spawnSync(windows ? "npm.cmd" : "npm", ["install", ...flags], {
    cwd: folder,
    stdio: ["ignore", "inherit", "inherit"],
    shell: windows,
    timeout: installMinutes * 60_000,
  })
  if (status === 0) return null
  return error?.message ?? `npm ended with ${status ?? signal ?? "nothing"}`
}
