import { installOptions } from "../../control/machine-facts.ts"
import { type SettingsHost, settingsPath } from "../../install/host-settings.ts"
import { installPlugin, planInstall } from "../../install/install.ts"
import { hostFolder, installHost } from "../../install/install-host.ts"
import { wireHosts } from "../../loop/event.ts"
import { plural } from "../../loop/plural.ts"
import { type Given, isGiven, textGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import type { Outputs } from "../output-schema.ts"
import type { Paint } from "../paint.ts"
import { unfitting, wrongUsage } from "../problem.ts"
import { failed, output, type Result } from "../result.ts"

type Install = Outputs["install"]

/** `for-loop install [--host HOST] [--global-hooks] [--guard] [--dry-run]`: puts plugin and hooks into a host. */
export async function runInstall(given: Given, context: CliContext): Promise<Result> {
  const host = wireHosts.find((name) => name === textGiven(given, "host")) ?? "antigravity"
  const hooks = isGiven(given, "global-hooks") ? "global-file" : "plugin"
  if (isGiven(given, "guard") && isGiven(given, "no-guard"))
    return failed(wrongUsage("install", "--guard and --no-guard exclude each other."))
  if (host !== "antigravity") {
    if (hooks === "global-file") {
      return failed(wrongUsage("install", "--global-hooks is only known to the host antigravity."))
    }
    return intoSettings(host, given, context)
  }
  const options = { ...installOptions(context, hooks), ...guardGiven(given) }
  if (isGiven(given, "dry-run")) {
    const plan = planInstall(options)
    if (plan.kind === "refused") return failed(refusal(plan.why))
    return told({ host, done: "planned", replaced: false, written: [...plan.writes] })
  }
  const installed = installPlugin(options)
  if (installed.kind === "refused") return failed(refusal(installed.why))
  return told({ host, done: "installed", replaced: installed.replaced, written: [...installed.written] })
}

function intoSettings(host: SettingsHost, given: Given, context: CliContext): Result {
  const { userHome, home, pluginSource, runtime, platform } = installOptions(context, "plugin")
  if (isGiven(given, "dry-run")) {
    const written = [hostFolder(home, host), settingsPath(host, userHome)]
    return told({ host, done: "planned", replaced: false, written })
  }
  const order = { host, folder: userHome, home, pluginSource, runtime, platform, ...guardGiven(given) }
  const change = installHost(order)
  if (change.kind === "refused") return failed(refusal(change.why))
  const written = [hostFolder(home, host), ...(change.kind === "changed" ? [change.path] : [])]
  return told({ host, done: "installed", replaced: change.kind === "unchanged", written })
}

/** Without either option an installation keeps what was chosen before. */
function guardGiven(given: Given): { readonly guard?: "on" | "off" } {
  if (isGiven(given, "guard")) return { guard: "on" }
  return isGiven(given, "no-guard") ? { guard: "off" } : {}
}

function told(value: Install): Result {
  return output(value, installText)
}

function refusal(why: string) {
  return unfitting(why, "`for-loop doctor` shows the whole installation.")
}

function installText({ host, done, replaced, written }: Install, paint: Paint): string {
  if (done === "planned") {
    return `${[`Would write for ${host}:`, ...written.map((path) => `  ${path}`)].join("\n")}\n`
  }
  const how = replaced ? "Updated" : "Installed"
  return [
    `${paint("green", how)} for ${host}, ${plural(written.length, "path")} written.`,
    firstWords(host),
    "",
  ].join("\n")
}

/** Claude Code and Gemini CLI take words behind a slash for commands of their own. */
function firstWords(host: Install["host"]): string {
  if (host !== "antigravity")
    return 'Restart the host, then type in its chat: for-loop "your task" — without a slash.'
  return 'Restart the host, then type in its chat: /for-loop "your task". `for-loop doctor` tests it before.'
}
