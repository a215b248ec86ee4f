import { join } from "node:path"
import { launcherPath } from "../../install/hook-entry.ts"
import { addHostHooks, type SettingsHost, settingsPath } from "../../install/host-settings.ts"
import { installPlugin, planInstall, pluginFolder } from "../../install/install.ts"
import { hosts } from "../../loop/event.ts"
import { type Given, isGiven, textGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import type { Outputs } from "../output-schema.ts"
import type { Paint } from "../paint.ts"
import { unfitting, wrongUsage } from "../problem.ts"
import { failed, output, type Result } from "../result.ts"
import { plural } from "../words.ts"
import { installOptions } from "./machine-facts.ts"

type Install = Outputs["install"]

/** `for-loop install [--host HOST] [--global-hooks] [--dry-run]`: puts plugin and hooks into a host. */
export async function runInstall(given: Given, context: CliContext): Promise<Result> {
  const host = hosts.find((name) => name === textGiven(given, "host")) ?? "antigravity"
  const global = isGiven(given, "global-hooks")
  if (global && host !== "antigravity") {
    return failed(wrongUsage("install", "--global-hooks is only known to the host antigravity."))
  }
  const options = installOptions(context, global ? "global-file" : "plugin")
  const settings = host === "antigravity" ? [] : [settingsPath(host, options.userHome)]
  if (isGiven(given, "dry-run")) {
    const plan = planInstall(options)
    if (plan.kind === "refused") return failed(refusal(plan.why))
    return output<Install>(
      { host, done: "planned", replaced: false, written: [...plan.writes, ...settings] },
      installText,
    )
  }
  const installed = installPlugin(options)
  if (installed.kind === "refused") return failed(refusal(installed.why))
  const added = host === "antigravity" ? [] : hostSettings(host, options.userHome)
  if (typeof added === "string") return failed(refusal(added))
  const written = [...installed.written, ...added]
  return output<Install>({ host, done: "installed", replaced: installed.replaced, written }, installText)
}

/** Paths that were changed, or why the settings file was left alone. */
function hostSettings(host: SettingsHost, userHome: string): readonly string[] | string {
  const launcher = launcherPath(pluginFolder(userHome), process.platform)
  const change = addHostHooks(host, userHome, launcher, process.platform)
  if (change.kind === "refused") return change.why
  return change.kind === "changed" ? [change.path] : []
}

function refusal(why: string) {
  return unfitting(why, "`for-loop doctor` shows the whole installation.")
}

function installText({ host, done, replaced, written }: Install, paint: Paint): string {
  if (done === "planned") {
    return `${[`Would write ${plural(written.length, "file")} for ${host}:`, ...written.map((path) => join("  ", path))].join("\n")}\n`
  }
  const how = replaced ? "Updated" : "Installed"
  return [
    `${paint("green", how)} for ${host}: ${plural(written.length, "file")} written.`,
    'Restart the host, then type in its chat: /for-loop "your task". `for-loop doctor` tests it before.',
    "",
  ].join("\n")
}
