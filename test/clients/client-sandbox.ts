import { execFileSync } from "node:child_process"
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"

/** A world of its own for one client: empty project in git, private HOME; nothing of the machine but PATH and language. */
export type ClientSandbox = {
  readonly project: string
  readonly home: string
  readonly env: Readonly<Record<string, string>>
  /** Content of a file of the project; null = it is not there. */
  file(name: string): string | null
  [Symbol.dispose](): void
}

/** Disposing removes everything, whatever was written there. */
export function createClientSandbox(): ClientSandbox {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "for-loop-clients-")))
  const [project, home] = [join(root, "project"), join(root, "home")]
  for (const folder of [project, home]) mkdirSync(folder, { recursive: true })
  const env = {
    PATH: [dirname(process.execPath), process.env.PATH ?? ""].join(delimiter),
    HOME: home,
    USERPROFILE: home,
    XDG_CONFIG_HOME: join(home, ".config"),
    XDG_DATA_HOME: join(home, ".local", "share"),
    XDG_CACHE_HOME: join(home, ".cache"),
    XDG_STATE_HOME: join(home, ".local", "state"),
    TMPDIR: root,
    LANG: "C.UTF-8",
  }
  writeFileSync(join(project, "README.md"), "An empty project.\n")
  execFileSync("git", ["init", "--quiet", "--initial-branch=main"], { cwd: project, env, stdio: "pipe" })
  return {
    project,
    home,
    env,
    file: (name) => (existsSync(join(project, name)) ? readFileSync(join(project, name), "utf8") : null),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  }
}
