import { spawnSync } from "node:child_process"
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const launcherSource = fileURLToPath(new URL("../../hooks/for-loop-hook", import.meta.url))

/** Folder names of a profile with a space, quotes and letters outside ASCII (S91). */
const awkwardName = "José Müller's 測試 plugin"

export type PluginFolder = {
  readonly root: string
  readonly plugin: string
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  write(path: string, text: string): string
  program(path: string, text: string): string
  run(words: string, options?: RunOptions): Answer
  [Symbol.dispose](): void
}

/** `shell`: command that interprets the launcher; its first line decides when it is left out. */
type RunOptions = { stdin?: string; env?: NodeJS.ProcessEnv; shell?: string }
type Answer = { stdout: string; stderr: string; code: number | null }

/** A plugin folder with the real launcher, the given hook.cjs (null = none) and a private home, all under one temp folder. */
export function pluginFolder(hookSource: string | null): PluginFolder {
  const root = mkdtempSync(join(tmpdir(), "for-loop launcher "))
  const plugin = join(root, awkwardName)
  const home = join(root, "höme of loops")
  const env = { PATH: dirname(process.execPath), HOME: join(root, "user"), FOR_LOOP_HOME: home }
  const write = (path: string, text: string) => {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }
  mkdirSync(join(plugin, "hooks"), { recursive: true })
  mkdirSync(home)
  copyFileSync(launcherSource, join(plugin, "hooks/for-loop-hook"))
  chmodSync(join(plugin, "hooks/for-loop-hook"), 0o755)
  if (hookSource !== null) writeFileSync(join(plugin, "hooks/hook.cjs"), hookSource)
  return {
    root,
    plugin,
    home,
    env,
    write,
    program: (path, text) => {
      const file = write(path, text)
      chmodSync(file, 0o755)
      return file
    },
    run: (words, options = {}) => {
      const line = `${options.shell ?? ""} ./hooks/for-loop-hook ${words}`
      const run = spawnSync("/bin/sh", ["-c", line], {
        cwd: plugin,
        env: options.env ?? env,
        input: options.stdin ?? "",
        encoding: "utf8",
      })
      return { stdout: run.stdout, stderr: run.stderr, code: run.status }
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** Hook that tells what it was started with, as one JSON object. */
export const tellingHook = `
const stdin = require("node:fs").readFileSync(0, "utf8")
const { PATH, HOME, ...env } = process.env
console.log(JSON.stringify({ argv: process.argv.slice(2), stdin, env, runtime: process.argv0, execArgv: process.execArgv }))
`
