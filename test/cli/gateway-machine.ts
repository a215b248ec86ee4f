import { spawn } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { entry, type Json, type Machine, type runNode, validated } from "./run-cli.ts"
import { type Started, started } from "./started.ts"

/** Writes the gateway's configuration of a machine. */
export function configure(one: Machine, file: unknown): void {
  mkdirSync(join(one.home, "gateway"), { recursive: true })
  writeFileSync(join(one.home, "gateway", "config.json"), JSON.stringify(file))
}

/** A key of this name, its secret and what was printed. */
export async function addedKey(one: Machine, name: string, ...more: readonly string[]): Promise<string> {
  const { value } = await one.json(["gateway", "key", "add", name, ...more])
  if (typeof value.secret !== "string") throw new Error(`no key was made: ${JSON.stringify(value)}`)
  return value.secret
}

export type Served = Started & { readonly url: string; readonly value: Json }

/** `for-loop gateway --json` as a process of its own, until it has printed its address; ended with the test at the latest. */
export async function served(
  one: Machine,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<Served> {
  const command = ["gateway", "--port", "0", "--json", ...args]
  const gateway = await started(one, command, (stdout) => stdout.endsWith("}\n"), env)
  const { stdout, stderr } = gateway.printed
  if (stdout === "") throw new Error(`the gateway did not start: ${stderr}`)
  const value = validated("gateway", stdout)
  return { ...gateway, url: String(value.url), value }
}

/** Runs the command line with a secret on its stdin. */
export function runWithStdin(one: Machine, args: readonly string[], text: string) {
  const file = join(one.project, "secret-on-stdin.txt")
  writeFileSync(file, text)
  const script = `exec "$0" "$@" < '${file}'`
  return new Promise<Awaited<ReturnType<typeof runNode>>>((resolve) => {
    const child = spawn("/bin/sh", ["-c", script, process.execPath, entry, ...args], {
      cwd: one.project,
      env: one.env,
      stdio: ["ignore", "pipe", "pipe"],
    })
    let stdout = ""
    let stderr = ""
    child.stdout.setEncoding("utf8").on("data", (piece: string) => {
      stdout += piece
    })
    child.stderr.setEncoding("utf8").on("data", (piece: string) => {
      stderr += piece
    })
    child.once("close", (code) => resolve({ code, stdout, stderr }))
  })
}
