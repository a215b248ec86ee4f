import { type Browser, chromium } from "playwright-core"
import { findChromium } from "../../../ide/harness/find-chromium.ts"

/** The Chromium of this machine. Throws when there is none. */
export async function launch(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === null)
    throw new Error("No Chromium: install one (Debian: apt-get install chromium) or name it in CHROMIUM.")
  return await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  })
}
