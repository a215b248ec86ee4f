import type { Reply } from "../../dashboard/model/messages.ts"
import { dropCheckpoints } from "../../git/checkpoint-list.ts"
import { GitError } from "../../git/git-error.ts"
import { openRepository } from "../../git/repository.ts"
import { uninstallHost } from "../../install/install-host.ts"
import { uninstallPlugin } from "../../install/uninstall.ts"
import { listLoops } from "../../store/state-file.ts"
import type { Translate } from "../notifications/translate.ts"
import { checkingLoops } from "./checking-loops.ts"

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
    left.push(...(await dropAllCheckpoints(home, env)))
    for (const host of ["claude-code", "gemini-cli"] as const) {
      const change = uninstallHost(host, userHome, home)
      if (change.kind === "refused") left.push(change.why)
    }
  }
  const removed = uninstallPlugin({ userHome, home, userState: what === "all" ? "remove" : "keep" })
  left.push(...removed.left)
  const message =
    removed.removed.length === 0
      ? t("Nothing of For Loop was installed.")
      : t("Removed: {0}.", removed.removed.join(", "))
  const stayed = left.length === 0 ? "" : ` ${t("Left alone: {0}", left.join(" "))}`
  return { kind: "done", message: `${message}${stayed}` }
}

/** Removes the private refs of every loop; returns what git refused, one sentence each. */
async function dropAllCheckpoints(home: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const refused: string[] = []
  for (const { id, loaded } of listLoops(home)) {
    const state = loaded.kind === "ok" ? loaded.state : loaded.kind === "corrupt" ? loaded.recovered : null
    if (state === null) continue
    try {
      const opened = await openRepository(state.workspace, env)
      if (opened.kind !== "none") await dropCheckpoints(opened.repo, id)
    } catch (fault) {
      if (!(fault instanceof GitError)) throw fault
      refused.push(fault.message)
    }
  }
  return refused
}
