import type { Reply } from "../../dashboard/model/messages.ts"
import type { Diagnosis } from "../../install/diagnosis.ts"
import { applyFix } from "../../install/doctor-fix.ts"
import { type InstallOptions, installPlugin, pluginFolder } from "../../install/install.ts"
import { acquireLock } from "../../store/lock.ts"
import type { Translate } from "../notifications/translate.ts"
import { checkingLoops } from "./checking-loops.ts"

export type SetUpOrder = {
  readonly options: InstallOptions
  /** Asked once nobody else can install: another window may have done it meanwhile. */
  readonly needed: () => boolean
  readonly examine: () => Promise<Diagnosis[]>
  readonly now: () => number
  readonly t: Translate
}

/**
 * `unchanged`: nothing was needed any more. `busy`: a loop runs its checks by the very files that would be replaced, or
 * another window is at it.
 */
export type SetUp = { readonly kind: "done" | "unchanged" | "busy" | "refused"; readonly reply: Reply }

/** Windows that start together would write into the same work folder; no installation takes this long. */
const waitMs = 20_000
const staleMs = 120_000

/**
 * Puts the plugin in place for this user, one window at a time and never under a running check; repairs what the doctor
 * can repair, and counts only what the doctor then sees (a launcher that answers). Throws StoreError.
 */
export async function setUpPlugin(order: SetUpOrder): Promise<SetUp> {
  const { home } = order.options
  const { t } = order
  const lock = await acquireLock(home, "setup", { now: order.now(), waitMs, staleMs })
  if (lock.kind !== "held") {
    const message = lock.kind === "busy" ? t("Another window sets the plugin up at this moment.") : lock.why
    return refuse(lock.kind === "busy" ? "busy" : "refused", message, t("Try again in a moment."))
  }
  try {
    if (!order.needed()) {
      return { kind: "unchanged", reply: { kind: "done", message: t("The agent plugin is installed.") } }
    }
    const checking = checkingLoops(home)
    if (checking.length > 0) {
      const message = t("A loop runs its checks at this moment ({0}).", checking.slice(0, 3).join(", "))
      return refuse("busy", message, t("Set up again when they have ended."))
    }
    return await install(order)
  } finally {
    lock.release()
  }
}

async function install({ options, examine, t }: SetUpOrder): Promise<SetUp> {
  const installed = installPlugin(options)
  if (installed.kind === "refused") return refuse("refused", installed.why, t("The doctor tells more."))
  const first = await examine()
  const fixes = new Set(first.flatMap(({ fix }) => (fix === undefined || fix === "reinstall" ? [] : [fix])))
  const told = [...fixes].map((fix) => applyFix(fix, options))
  const found = told.some(({ kind }) => kind === "fixed") ? await examine() : first
  const failed = found.find(({ status }) => status === "fail")
  if (failed !== undefined) return refuse("refused", failed.what, failed.next ?? t("The doctor tells more."))
  const count = installed.written.length
  const where = pluginFolder(options.userHome)
  return done(
    installed.replaced
      ? t("The agent plugin in {0} is up to date ({1} files), and its hook runs.", where, count)
      : t(
          "The agent plugin is installed in {0} ({1} files), and its hook runs. Restart the IDE once, so that the agent loads it.",
          where,
          count,
        ),
  )
}

function done(message: string): SetUp {
  return { kind: "done", reply: { kind: "done", message } }
}

function refuse(kind: "busy" | "refused", message: string, next: string): SetUp {
  return { kind, reply: { kind: "refused", message, next } }
}
