import { existsSync } from "node:fs"
import { delimiter, join } from "node:path"
import { runProgram } from "./run-program.ts"

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]

/** Path of a browser that can draw the workbench: CHROMIUM, or the first one on PATH; null when there is none. */
export function findChromium(): string | null {
  const named = process.env.CHROMIUM ?? ""
  if (named !== "") return named
  const folders = (process.env.PATH ?? "").split(delimiter)
  return (
    folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path)) ??
    null
  )
}

/** Installs Debian's Chromium where that is possible without asking. Null = there is one now, else why not. */
export function installChromium(): string | null {
  if (findChromium() !== null) return null
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return "there is no Chromium on PATH; install one, or name it in CHROMIUM"
  const env = { DEBIAN_FRONTEND: "noninteractive" }
  const update = runProgram("apt-get", ["update", "-q"], { env, minutes: 5 })
  if (update !== null) return update
  const flags = ["install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-dejavu-core"]
  return runProgram("apt-get", flags, { env, minutes: 10 })
}
