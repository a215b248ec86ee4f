import { dropLoopCheckpoints } from "../../control/drop-checkpoints.ts"
import { allLoops, readableState } from "../../control/loops.ts"
import type { Reply } from "../../dashboard/model/messages.ts"
import { hostFolder, uninstallHost } from "../../install/install-host.ts"
import { uninstallPlugin } from "../../install/uninstall.ts"
import { entryKind } from "../../system/files.ts"
import type { Translate } from "../notifications/translate.ts"
import { checkingLoops } from "./checking-loops.ts"

/** Hosts that are set up by the command line alone. */
const hosts = { "claude-code": "Claude Code", "gemini-cli": "Gemini CLI" } as const
const hostIds = ["claude-code", "gemini-cli"] as const

export type RemoveOrder = {
  readonly userHome: string
  /** Our own home (`forLoopHome`). */
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  /** `plugin`: loops and ledger stay. `all`: nothing of ours stays on this machine. */
  readonly what: "plugin" | "all"
  readonly t: Translate
}

/** Takes out what was installed; what had to stay is said. Throws StoreError. */
export async function removeAll({ userHome, home, env, what, t }: RemoveOrder): Promise<Reply> {
  const checking = checkingLoops(home)
  if (checking.length > 0) {
    return {
      kind: "refused",
      message: t("A loop runs its checks at this moment ({0}).", checking.slice(0, 3).join(", ")),
      next: t("Cancel it, then remove the plugin."),
    }
  }
  const left: string[] = []
  if (what === "all") {
    // What lies outside of our home goes first: afterwards nobody knows of it any more.
    const loops = allLoops(home).map(({ loaded }) => readableState(loaded))
    const { refused } = await dropLoopCheckpoints(
      loops.filter((state) => state !== null),
      env,
    )
    left.push(...refused)
    for (const host of hostIds) {
      const change = uninstallHost(host, userHome, home)
      if (change.kind === "refused") left.push(change.why)
    }
  }
  const removed = uninstallPlugin({ userHome, home, userState: what === "all" ? "remove" : "keep" })
  left.push(...removed.left)
  const others = hostIds.filter((host) => entryKind(hostFolder(home, host)) !== null)
  const sentences = [
    ...(removed.removed.length === 0 ? [] : [t("Removed: {0}.", removed.removed.join(", "))]),
    ...(left.length === 0 ? [] : [t("Left alone: {0}", left.join(" "))]),
    ...(others.length === 0
      ? []
      : [
          t(
            "The hooks in {0} are still there; `for-loop uninstall` takes them out too, and loops and reports stay.",
            others.map((host) => hosts[host]).join(", "),
          ),
        ]),
  ]
  const message = sentences.join(" ") || t("Nothing of For Loop was installed.")
  return { kind: "done", message }
}
