import { execFileSync, spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { Ajv2020 } from "ajv/dist/2020.js"
import { afterEach } from "vitest"
import { z } from "zod"
import { outputSchemas } from "../../src/cli/output-schema.ts"
import type { Settings } from "../../src/loop/settings.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { saveState } from "../../src/store/state-file.ts"
import { isRecord } from "../../src/system/json-record.ts"
import { runningLoop } from "../loop/builders.ts"

export const entry = join(import.meta.dirname, "..", "..", "src", "cli", "for-loop.ts")

export type Run = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** One user's machine: a home of ours, a home folder and a project, all temporary. */
export type Machine = {
  readonly home: string
  readonly userHome: string
  readonly project: string
  readonly env: NodeJS.ProcessEnv
  /** Runs the real command line as a process of its own, in the project unless `cwd` says otherwise. */
  run(
    args: readonly string[],
    more?: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv },
  ): Promise<Run>
  /** The same with --json; fails unless stdout is one document of the command's published form. */
  json(args: readonly string[]): Promise<{ readonly code: number | null; readonly value: Json }>
  /** Stores a loop of this project, changed by `more`. */
  store(more?: Partial<LoopState>, settings?: Partial<Settings>): LoopState
  write(path: string, text: string): void
  git(...args: readonly string[]): string
}

export type Json = Readonly<Record<string, unknown>>

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
})

/** A new machine; `git` makes the project a repository with one commit. */
export function machine(kind: "git" | "plain" = "plain"): Machine {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "for-loop-cli-")))
  folders.push(base)
  const [home, userHome, project] = [join(base, "home"), join(base, "user"), join(base, "my project")]
  for (const folder of [userHome, project]) mkdirSync(folder)
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: userHome,
    USERPROFILE: userHome,
    FOR_LOOP_HOME: home,
    TZ: "UTC",
  }
  let stored = 0
  const made: Machine = {
    home,
    userHome,
    project,
    env,
    run: (args, more = {}) =>
      runNode([entry, ...args], { cwd: more.cwd ?? project, env: { ...env, ...more.env } }),
    json: async (args) => {
      const ran = await made.run([...args, "--json"])
      return { code: ran.code, value: validated(args[0] ?? "", ran.stdout) }
    },
    store: (more = {}, settings = {}) => {
      stored += 1
      const now = Date.now()
      const state = runningLoop(settings, {
        id: `loop${stored}-abcdef`,
        workspace: project,
        createdAt: now - 600_000 + stored,
        startedAt: now - 600_000 + stored,
        updatedAt: now,
        ...more,
      })
      saveState(home, state)
      return state
    },
    write: (path, text) => {
      const file = join(project, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    },
    git: (...args) => execFileSync("git", args, { cwd: project, env, encoding: "utf8" }),
  }
  if (kind === "git") initRepository(made)
  return made
}

export function runNode(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env: NodeJS.ProcessEnv; readonly stdin?: string },
): Promise<Run> {
  const { stdin = "", ...place } = options
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { ...place, stdio: ["pipe", "pipe", "pipe"] })
    child.stdin.on("error", () => {}) // it may end without reading
    child.stdin.end(stdin)
    let stdout = ""
    let stderr = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text
    })
    child.once("error", reject)
    child.once("close", (code) => resolve({ code, stdout, stderr }))
  })
}

/** The parsed document, checked against the schema that `for-loop schema` publishes (or the one of an error). */
export function validated(command: string, text: string): Json {
  const value: unknown = JSON.parse(text)
  if (!isRecord(value)) throw new Error(`${command} --json printed no object: ${text}`)
  const name = "error" in value ? "error" : command
  const found = Object.entries(outputSchemas).find(([known]) => known === name)
  if (found === undefined) throw new Error(`no schema for ${name}`)
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  if (!ajv.validate(z.toJSONSchema(found[1]), value)) {
    throw new Error(`${name} --json is not what its schema says: ${ajv.errorsText()}\n${text}`)
  }
  return value
}

function initRepository(made: Machine): void {
  made.git("init", "--quiet", "--initial-branch=main")
  made.git("config", "user.name", "Dev")
  made.git("config", "user.email", "dev@example.com")
  made.write("cart.js", "export const total = 0\n")
  made.git("add", "--all")
  made.git("commit", "--quiet", "--message", "start")
}
