import { spawn } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { HostName } from "./host-binaries.ts"
import { hostsFolder, locateHost, pinned } from "./host-binaries.ts"

const installMinutes = 10
const hostNames: readonly HostName[] = ["claude-code", "gemini-cli"]

process.exitCode = await main()

/** Installs what is missing; 0 = every host is ready, 1 = told on stderr what is missing and what to do. */
async function main(): Promise<number> {
  const missing = hostNames.filter((host) => locateHost(host).kind === "missing")
  for (const host of hostNames.filter((name) => !missing.includes(name)))
    say(`${label(host)} is already there`)
  if (missing.length === 0) return 0
  say(`installing ${missing.map(label).join(" and ")} into ${hostsFolder}`)
  const end = await npmInstall()
  if (end !== null) {
    complain(`npm could not install the hosts: ${end}`)
    complain(
      "They come from the npm registry: check the connection and `npm config get registry`, then run this again.",
    )
    return 1
  }
  const absent = missing.map((host) => ({ host, found: locateHost(host) }))
  for (const { host, found } of absent)
    if (found.kind === "missing") complain(`${label(host)} is not usable: ${found.why}`)
    else say(`${label(host)} is ready`)
  return absent.every(({ found }) => found.kind === "found") ? 0 : 1
}

function label(host: HostName): string {
  return `${pinned[host].package}@${pinned[host].version}`
}

/**
 * Both hosts go through one manifest, because npm removes what a manifest does not name. Install scripts stay off: the
 * platform package of Claude Code comes as an optional dependency and needs none. Null = success, else the cause.
 */
async function npmInstall(): Promise<string | null> {
  mkdirSync(hostsFolder, { recursive: true })
  const dependencies = Object.fromEntries(
    hostNames.map((host) => [pinned[host].package, pinned[host].version]),
  )
  const manifest = { name: "for-loop-hosts", private: true, dependencies }
  writeFileSync(join(hostsFolder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`)
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--loglevel=error"]
  const started = Date.now()
  const progress = setInterval(
    () => say(`still installing (${Math.round((Date.now() - started) / 1000)} s)`),
    10_000,
  )
  try {
    return await runNpm(["install", "--prefix", hostsFolder, ...flags])
  } finally {
    clearInterval(progress)
  }
}

function runNpm(args: readonly string[]): Promise<string | null> {
  const windows = process.platform === "win32"
  const npm = spawn(windows ? "npm.cmd" : "npm", args, {
    stdio: ["ignore", "inherit", "inherit"],
    shell: windows,
  })
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      npm.kill("SIGKILL")
      settle(`not finished after ${installMinutes} minutes`)
    }, installMinutes * 60_000)
    const settle = (end: string | null) => {
      clearTimeout(timer)
      resolve(end)
    }
    npm.on("error", (error) => settle(error.message))
    npm.on("exit", (code, signal) => settle(code === 0 ? null : `npm ended with ${code ?? signal}`))
  })
}

function say(text: string): void {
  process.stdout.write(`hosts: ${text}\n`)
}

function complain(text: string): void {
  process.stderr.write(`hosts: ${text}\n`)
}
