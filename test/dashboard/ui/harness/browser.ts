import { existsSync } from "node:fs"
import { delimiter, join } from "node:path"
import { type Browser, chromium } from "playwright-core"

/** The Chromium of this machine: the variable CHROMIUM, or one on the PATH; null where there is none. */
function findChromium(env: NodeJS.ProcessEnv = process.env): string | null {
  const named = env.CHROMIUM
  if (named !== undefined && named !== "") return named
  const names = ["chromium", "chromium-browser", "google-chrome"]
  const folders = (env.PATH ?? "").split(delimiter)
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(existsSync) ?? null
}

export async function launch(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === null)
    throw new Error("No Chromium: install one (Debian: apt-get install chromium) or name it in CHROMIUM.")
  return await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  })
}
