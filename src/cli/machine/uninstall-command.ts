import { userHomeOf } from "../../control/machine-facts.ts"
import { uninstallHost } from "../../install/install-host.ts"
import { uninstallPlugin } from "../../install/uninstall.ts"
import { type Given, isGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import type { Outputs } from "../output-schema.ts"
import type { Paint } from "../paint.ts"
import { declined, unconfirmed } from "../problem.ts"
import { failed, output, type Result } from "../result.ts"

type Uninstall = Outputs["uninstall"]

/** `for-loop uninstall [--purge]`: takes plugin and hooks out of every host; --purge also removes all loops. */
export async function runUninstall(given: Given, context: CliContext): Promise<Result> {
  const userHome = userHomeOf(context.env)
  const purge = isGiven(given, "purge")
  if (purge && !isGiven(given, "yes")) {
    const answer = await context.terminal.confirm(
      `Remove every loop, journal and the ledger in ${context.home}?`,
    )
    if (answer === "unattended")
      return failed(unconfirmed("uninstall --purge", "Removing every loop and the ledger"))
    if (answer === "no") return failed(declined())
  }
  const settings = [
    uninstallHost("claude-code", userHome, context.home),
    uninstallHost("gemini-cli", userHome, context.home),
  ]
  const { removed, left } = uninstallPlugin({
    userHome,
    home: context.home,
    userState: purge ? "remove" : "keep",
  })
  const value: Uninstall = {
    removed: [...removed],
    cleaned: settings.flatMap((change) => (change.kind === "changed" ? [change.path] : [])),
    left: [...left, ...settings.flatMap((change) => (change.kind === "refused" ? [change.why] : []))],
  }
  return output(value, uninstallText)
}

function uninstallText({ removed, cleaned, left }: Uninstall, paint: Paint): string {
  const gone =
    removed.length === 0 && cleaned.length === 0
      ? ["Nothing of For Loop was installed."]
      : [
          paint("green", "Removed:"),
          ...removed.map((path) => `  ${path}`),
          ...cleaned.map((path) => `  our entries in ${path}`),
        ]
  const stays = left.length === 0 ? [] : [paint("yellow", "Left alone:"), ...left.map((why) => `  ${why}`)]
  return `${[...gone, ...stays].join("\n")}\n`
}
