import { dropLoopCheckpoints } from "../../control/drop-checkpoints.ts"
import { allLoops, readableState } from "../../control/loops.ts"
import { userHomeOf } from "../../control/machine-facts.ts"
import { uninstallHost } from "../../install/install-host.ts"
import { uninstallPlugin } from "../../install/uninstall.ts"
import { plural } from "../../loop/plural.ts"
import { entryKind } from "../../system/files.ts"
import { type Given, isGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import type { Outputs } from "../output-schema.ts"
import type { Paint } from "../paint.ts"
import { declined, unconfirmed } from "../problem.ts"
import { failed, output, type Result } from "../result.ts"

type Uninstall = Outputs["uninstall"]

/** `for-loop uninstall [--purge]`: takes plugin and hooks out of every host; --purge also removes all loops with their checkpoints. */
export async function runUninstall(given: Given, context: CliContext): Promise<Result> {
  const userHome = userHomeOf(context.env)
  const purge = isGiven(given, "purge")
  if (purge && !isGiven(given, "yes")) {
    const answer = await context.terminal.confirm(
      `Remove every loop with its checkpoints, journals and the ledger in ${context.home}?`,
    )
    if (answer === "unattended")
      return failed(unconfirmed("uninstall --purge", "Removing every loop and the ledger"))
    if (answer === "no") return failed(declined())
  }
  const settings = [
    uninstallHost("claude-code", userHome, context.home),
    uninstallHost("gemini-cli", userHome, context.home),
  ]
  const loops = purge ? allLoops(context.home).map(({ loaded }) => readableState(loaded)) : []
  const { dropped: checkpoints, refused } = await dropLoopCheckpoints(
    loops.filter((state) => state !== null),
    context.env,
  )
  const { removed, left } = uninstallPlugin({
    userHome,
    home: context.home,
    userState: purge ? "remove" : "keep",
  })
  const value: Uninstall = {
    removed: [...removed],
    cleaned: settings.flatMap((change) => (change.kind === "changed" ? [change.path] : [])),
    checkpoints,
    kept: purge || entryKind(context.home) === null ? null : context.home,
    left: [
      ...left,
      ...refused,
      ...settings.flatMap((change) => (change.kind === "refused" ? [change.why] : [])),
    ],
  }
  return output(value, uninstallText)
}

function uninstallText({ removed, cleaned, checkpoints, kept, left }: Uninstall, paint: Paint): string {
  const gone =
    removed.length === 0 && cleaned.length === 0
      ? ["Nothing of For Loop was installed."]
      : [
          paint("green", "Removed:"),
          ...removed.map((path) => `  ${path}`),
          ...cleaned.map((path) => `  our entries in ${path}`),
          ...(checkpoints === 0
            ? []
            : [`  ${plural(checkpoints, "checkpoint")} in the repositories of the loops`]),
        ]
  const stays = left.length === 0 ? [] : [paint("yellow", "Left alone:"), ...left.map((why) => `  ${why}`)]
  const next =
    kept === null
      ? []
      : [`Loops and reports stay in ${kept}; \`for-loop uninstall --purge\` removes them too.`]
  return `${[...gone, ...stays, ...next].join("\n")}\n`
}
