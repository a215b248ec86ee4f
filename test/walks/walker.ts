import { type ChildProcess, spawn } from "node:child_process"
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { root } from "../architecture/sources.ts"

const longestMs = 60_000

/**
 * A person at a shell of a machine of their own: an empty home folder with a name for git, this repository in
 * `~/antigravity-for-loop`, and `for-loop` on the PATH as `npm link` puts it there. Needs `npm run package`.
 */
export class Walker implements Disposable {
  readonly home: string
  readonly #shell: ChildProcess
  #heard = ""
  #waiting: (() => void) | null = null
  #count = 0

  constructor() {
    this.home = realpathSync(mkdtempSync(join(tmpdir(), "walk-")))
    mkdirSync(join(this.home, ".local", "bin"), { recursive: true })
    symlinkSync(root, join(this.home, "antigravity-for-loop"))
    const program = join(this.home, ".local", "bin", "for-loop")
    writeFileSync(program, `#!/bin/sh\nexec node "${join(root, "dist", "cli", "for-loop.cjs")}" "$@"\n`)
    chmodSync(program, 0o755)
    writeFileSync(
      join(this.home, ".gitconfig"),
      "[user]\n\tname = You\n\temail = you@example.org\n[init]\n\tdefaultBranch = main\n",
    )
    this.#shell = spawn("bash", ["--noprofile", "--norc", "-c", "exec 2>&1; exec bash --noprofile --norc"], {
      cwd: this.home,
      env: {
        HOME: this.home,
        PATH: [join(this.home, ".local", "bin"), dirname(process.execPath), process.env.PATH].join(":"),
        LANG: "C.UTF-8",
        TZ: "UTC",
      },
      stdio: ["pipe", "pipe", "inherit"],
      detached: true,
    })
    this.#shell.stdout?.on("data", (bytes: Buffer) => {
      this.#heard += bytes.toString()
      this.#waiting?.()
    })
    this.#shell.once("exit", () => this.#waiting?.())
  }

  /** Types one command and returns what it printed; the home folder reads `~`. Throws when it takes too long. */
  async type(command: string): Promise<string> {
    this.#count += 1
    const mark = `walked-${this.#count}-${process.pid}`
    this.#heard = ""
    this.#shell.stdin?.write(`${command}\necho; echo ${mark}\n`)
    const end = Date.now() + longestMs
    while (!this.#heard.includes(`\n${mark}\n`)) {
      const left = end - Date.now()
      if (left <= 0) throw new Error(`still at it after ${longestMs} ms: ${command}\n${this.#heard}`)
      if (this.#shell.exitCode !== null) throw new Error(`the shell ended at: ${command}\n${this.#heard}`)
      await this.#something(left)
    }
    const seen = this.#heard.slice(0, this.#heard.indexOf(`\n${mark}\n`))
    return seen.replaceAll(this.home, "~").replaceAll(root, "~/antigravity-for-loop")
  }

  async #something(mostMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, mostMs)
      this.#waiting = () => {
        clearTimeout(timer)
        this.#waiting = null
        resolve()
      }
    })
  }

  [Symbol.dispose](): void {
    if (this.#shell.pid !== undefined && this.#shell.exitCode === null)
      process.kill(-this.#shell.pid, "SIGKILL")
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}
