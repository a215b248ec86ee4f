import { execFileSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { type HostOptions, StandInHost } from "../../src/cli/demo/stand-in-host.ts"
import { packPlugin } from "../../src/install/pack-plugin.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { readBinding } from "../../src/store/binding-lookup.ts"
import { readJournal } from "../../src/store/journal.ts"
import { listLoops, loadState } from "../../src/store/state-file.ts"
import { root } from "../architecture/sources.ts"

/** A machine of its own: an installed plugin, a loop home and a project, all in one temporary folder. */
export type Playground = {
  readonly folder: string
  readonly plugin: string
  readonly home: string
  readonly project: string
  readonly env: NodeJS.ProcessEnv
  host(more?: Partial<HostOptions>): StandInHost
  write(name: string, text: string): void
  read(name: string): string
  /** The only loop, or the one of a conversation. */
  state(conversationId?: string): LoopState
  loops(): string[]
  journal(loop: string): string[]
  [Symbol.dispose](): void
}

/**
 * Makes a playground. The check of its project is `sh check.sh`, which passes once a file `fixed` holds the word
 * `right`, and prints what is missing until then.
 */
export function playground(
  options: { readonly git?: "git" | "no-git"; readonly name?: string } = {},
): Playground {
  const folder = mkdtempSync(join(tmpdir(), `for-loop ${options.name ?? "e2e"}-`))
  const plugin = join(folder, "config", "plugins", "antigravity-for-loop")
  const packed = packPlugin(root, plugin)
  if (packed.kind === "incomplete")
    throw new Error(`missing ${packed.missing.join(", ")}: run npm run build first`)
  const home = join(folder, "state")
  const project = join(folder, "project")
  mkdirSync(project)
  const env = { ...process.env, FOR_LOOP_HOME: home, HOME: folder }
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(project, name)), { recursive: true })
    writeFileSync(join(project, name), text)
  }
  write(
    "check.sh",
    'grep -q right fixed 2>/dev/null || { echo "FAIL: fixed does not hold the right word"; exit 1; }\n',
  )
  write("readme.md", "a project\n")
  if (options.git !== "no-git") initRepository(project)
  const loopOf = (conversationId?: string): string => {
    const bound = conversationId === undefined ? null : readBinding(home, conversationId)
    const id = bound?.loop ?? listLoops(home)[0]?.id
    if (id === undefined) throw new Error("there is no loop")
    return id
  }
  return {
    folder,
    plugin,
    home,
    project,
    env,
    host: (more = {}) =>
      new StandInHost({ plugin, data: join(folder, "data"), workspacePaths: [project], env, ...more }),
    write,
    read: (name) => readFileSync(join(project, name), "utf8"),
    state: (conversationId) => {
      const loaded = loadState(home, loopOf(conversationId))
      if (loaded.kind !== "ok") throw new Error(`the state is ${loaded.kind}`)
      return loaded.state
    },
    loops: () => listLoops(home).map((loop) => loop.id),
    journal: (loop) => readJournal(home, loop).events.map((event) => `${event.kind}: ${event.detail}`),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export function initRepository(folder: string): void {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "pipe" })
  git("init", "--quiet", "--initial-branch=main")
  git("config", "user.name", "dev")
  git("config", "user.email", "dev@localhost")
  git("add", "--all")
  git("commit", "--quiet", "-m", "start")
}

export function copyTree(from: string, to: string): void {
  cpSync(from, to, { recursive: true })
}

/** Chat text that starts a loop on the playground's check. */
export function startLoop(options = ""): string {
  return `/for-loop "put the right word into the file" --check "sh check.sh" ${options}`.trim()
}
