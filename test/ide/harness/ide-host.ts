import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { type BrowserContext, chromium, type Page } from "playwright-core"
import { deadline } from "./deadline.ts"
import { findChromium } from "./find-chromium.ts"
import { hostIsInstalled, hostNode, serverEntry } from "./host-versions.ts"

/** A quiet editor: nothing asks, nothing is fetched, nothing is restored that a test did not make. */
const quietSettings = {
  "security.workspace.trust.enabled": false,
  "workbench.startupEditor": "none",
  "workbench.enableExperiments": false,
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "telemetry.telemetryLevel": "off",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "chat.disableAIFeatures": true,
  "update.mode": "none",
  "git.enabled": false,
  "files.hotExit": "off",
}

const serverFlags = [
  "--bind-addr=127.0.0.1:0",
  "--auth=none",
  "--disable-telemetry",
  "--disable-update-check",
  "--disable-workspace-trust",
  "--disable-getting-started-override",
  "--disable-proxy",
  "--ignore-last-opened",
]

const browserFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
]

export type IdeHostOptions = {
  /** Packages to install before the start, as a user would. */
  readonly vsix: readonly string[]
  readonly settings?: Readonly<Record<string, unknown>>
  /** Added to the small environment that the host and its extensions get. */
  readonly env?: NodeJS.ProcessEnv
}

/** A running VS Code with a profile of its own. `root` holds everything it writes: profile, extensions, HOME, TMPDIR. */
export class IdeHost implements AsyncDisposable {
  readonly root: string
  readonly home: string
  readonly results: string
  readonly env: NodeJS.ProcessEnv
  readonly #profile: readonly string[]
  #server: ChildProcess | null = null
  #port = 0
  #log = ""
  #context: BrowserContext | null = null

  private constructor(options: IdeHostOptions) {
    // Short, because the path of a socket inside may have no more than 107 bytes.
    this.root = mkdtempSync(join(tmpdir(), "ide-"))
    this.home = join(this.root, "home")
    this.results = join(this.root, "results.json")
    for (const folder of ["data/User", "ext", "home", "tmp"])
      mkdirSync(join(this.root, folder), { recursive: true })
    const config = join(this.root, "config.yaml")
    writeFileSync(config, "{}\n")
    writeFileSync(
      join(this.root, "data", "User", "settings.json"),
      JSON.stringify({ ...quietSettings, ...options.settings }, null, 2),
    )
    this.#profile = [
      serverEntry,
      `--config=${config}`,
      `--user-data-dir=${join(this.root, "data")}`,
      `--extensions-dir=${join(this.root, "ext")}`,
    ]
    this.env = {
      PATH: process.env.PATH,
      LANG: "C.UTF-8",
      HOME: this.home,
      TMPDIR: join(this.root, "tmp"),
      // Where the suite inside the extension host leaves its report.
      E2E_RESULTS: this.results,
      STAND_IN_CHAT: join(this.root, "chat.jsonl"),
      ...options.env,
    }
  }

  /** Starts a host; whatever fails on the way leaves nothing behind. */
  static async start(options: IdeHostOptions): Promise<IdeHost> {
    if (!hostIsInstalled()) throw new Error("the IDE host is not installed: run `npm run test:ide`")
    const host = new IdeHost(options)
    try {
      for (const path of options.vsix) host.install(path)
      await host.#listen()
    } catch (error) {
      await host[Symbol.asyncDispose]()
      throw error
    }
    return host
  }

  /** Installs a package through the host's own command line. */
  install(vsix: string): void {
    const flags = ["--install-extension", resolve(vsix), "--force"]
    const ran = spawnSync(hostNode, [...this.#profile, ...flags], {
      env: this.env,
      encoding: "utf8",
      timeout: 60_000,
    })
    if (ran.status !== 0 || !ran.stdout.includes("successfully installed"))
      throw new Error(`the host did not install ${vsix}: ${ran.stdout}${ran.stderr}`)
  }

  /** Everything the server printed, for a failure's explanation. */
  get log(): string {
    return this.#log
  }

  /** Address of a path on the host's machine, as the workbench names it. */
  remote(path: string): string {
    return `vscode-remote://127.0.0.1:${this.#port}${resolve(path)}`
  }

  /** Address of a window on `folder`; `payload` is what the desktop would take from its command line. */
  url(folder: string, payload: readonly (readonly [string, string])[] = []): string {
    const query = new URLSearchParams({ folder: resolve(folder) })
    if (payload.length > 0) query.set("payload", JSON.stringify(payload))
    return `http://127.0.0.1:${this.#port}/?${query}`
  }

  /** The browser all windows of this host live in. */
  async browser(): Promise<BrowserContext> {
    const executablePath = findChromium()
    if (executablePath === null) throw new Error("there is no Chromium: run `npm run test:ide`")
    this.#context ??= await chromium.launchPersistentContext(join(this.root, "chromium"), {
      executablePath,
      headless: true,
      viewport: { width: 1280, height: 800 },
      permissions: ["clipboard-read", "clipboard-write"],
      args: browserFlags,
    })
    return this.#context
  }

  /** A new page, not yet on any address. */
  async page(): Promise<Page> {
    return await (await this.browser()).newPage()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context?.close().catch(() => {})
    await this.#end()
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }

  async #listen(): Promise<void> {
    // A process group of its own: the extension host and its children end with it.
    const server = spawn(hostNode, [...this.#profile, ...serverFlags], {
      env: this.env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    })
    this.#server = server
    const listening = new Promise<number>((found, failed) => {
      const read = (bytes: Buffer): void => {
        this.#log += bytes.toString()
        const port = /HTTP server listening on http:\/\/[^\s/]+:(\d+)/.exec(this.#log)?.[1]
        if (port !== undefined) found(Number(port))
      }
      server.stdout.on("data", read)
      server.stderr.on("data", read)
      server.once("error", failed)
      server.once("exit", (code) => failed(new Error(`the server ended with ${code}:\n${this.#log}`)))
    })
    process.once("exit", this.#killGroup)
    this.#port = await deadline(30_000, "the server did not listen", listening)
  }

  async #end(): Promise<void> {
    const server = this.#server
    process.off("exit", this.#killGroup)
    if (server === null) return
    const running = server.exitCode === null && server.signalCode === null
    if (running) {
      const gone = new Promise<void>((resolve) => server.once("exit", () => resolve()))
      this.#signalGroup("SIGTERM")
      await deadline(5_000, "the server did not stop", gone).catch(() => {})
    }
    this.#killGroup()
  }

  readonly #killGroup = (): void => this.#signalGroup("SIGKILL")

  #signalGroup(signal: NodeJS.Signals): void {
    const pid = this.#server?.pid
    if (pid === undefined) return
    try {
      process.kill(-pid, signal)
    } catch {
      // The group is gone already.
    }
  }
}
