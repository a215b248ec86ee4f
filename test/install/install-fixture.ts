import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { InstallOptions } from "../../src/install/install.ts"

const root = join(import.meta.dirname, "..", "..")

/** Stand-in for the built hook: lets everything go and says why on stderr when there is no conversation. */
const quietHook = `
const payload = JSON.parse(require("node:fs").readFileSync(0, "utf8") || "{}")
if (payload.conversationId === undefined) console.error("for-loop: The hook input has no conversationId.")
console.log("{}")
`

export type Machine = {
  readonly userHome: string
  readonly home: string
  readonly source: string
  readonly options: InstallOptions
  path(...parts: string[]): string
  read(...parts: string[]): string
  write(text: string, ...parts: string[]): string
  program(text: string, ...parts: string[]): string
  [Symbol.dispose](): void
}

/** A user's home (with a space and non-ASCII letters, S91), our home in it, and a complete plugin source. */
export function machine(): Machine {
  const base = mkdtempSync(join(tmpdir(), "for-loop install "))
  const userHome = join(base, "Zoë 测试")
  const home = join(userHome, ".antigravity-for-loop")
  const source = join(base, "source")
  for (const part of ["plugin.json", "hooks.json", "LICENSE", "hooks", "skills"]) {
    // Without what a build may have left beside the launchers.
    cpSync(join(root, part), join(source, part), {
      recursive: true,
      filter: (path) => !/\.cjs$|[\\/]wasm(?:[\\/]|$)/.test(path),
    })
  }
  const path = (...parts: string[]) => join(userHome, ...parts)
  const write = (text: string, ...parts: string[]) => {
    mkdirSync(dirname(path(...parts)), { recursive: true })
    writeFileSync(path(...parts), text)
    return path(...parts)
  }
  mkdirSync(userHome)
  writeFileSync(join(source, "hooks", "hook.cjs"), quietHook)
  return {
    userHome,
    home,
    source,
    options: {
      userHome,
      home,
      pluginSource: source,
      runtime: process.execPath,
      platform: "linux",
      hooks: "plugin",
      skills: "plugin",
    },
    path,
    write,
    read: (...parts) => readFileSync(path(...parts), "utf8"),
    program: (text, ...parts) => {
      const file = write(text, ...parts)
      chmodSync(file, 0o755)
      return file
    },
    [Symbol.dispose]: () => rmSync(base, { recursive: true, force: true }),
  }
}
