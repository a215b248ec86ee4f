/**
 * Offers the installation at the first activation and keeps it up to date afterwards. Wiring, once the window stands:
 *
 *     keepInstalled({ setup, toasts: toasts(vscode.window), memory: context.globalState, autoRepair: () => setting,
 *       openText: (title, text) => …, views: program.views, hideToasts: () => executeCommand("notifications.hideToasts"),
 *       refresh: () => feed.refresh(), trouble: (text) => log.warn(text), t: vscode.l10n.t })
 *
 * Dispose the result with the extension.
 */
import type { Reply } from "../../dashboard/model/messages.ts"
import type { DashboardView } from "../../dashboard/model/view.ts"
import type { Toasts } from "../notifications/toasts.ts"
import type { Translate } from "../notifications/translate.ts"
import type { PluginState } from "./plugin-state.ts"
import type { SetupService } from "./setup-service.ts"

export type KeepOrder = {
  readonly setup: Pick<SetupService, "state" | "plan" | "install">
  readonly toasts: Toasts
  /** What this user answered before; `globalState` fits. */
  readonly memory: { get(key: string): unknown; update(key: string, value: unknown): PromiseLike<void> }
  /** The setting: whether what we installed ourselves is repaired without a question. */
  readonly autoRepair: () => boolean
  readonly views: (listener: (view: Pick<DashboardView, "setup">) => void) => { dispose(): void }
  /** Puts the messages in the corner away; a single one cannot be. */
  readonly hideToasts: () => PromiseLike<unknown>
  readonly openText: (title: string, text: string) => Promise<unknown>
  /** Called when the installation changed. */
  readonly refresh: () => Promise<unknown>
  readonly trouble: (text: string) => void
  readonly t: Translate
}

/** Key in the memory for the user's word not to be asked any more. */
export const dismissedKey = "setup.dismissed"
/** A check may take long; its end is waited for before the plugin is replaced. */
const againMs = 60_000

/** What is done about an installation in that state: pure. */
export function stepFor(
  { repair }: PluginState,
  choice: { readonly autoRepair: boolean; readonly dismissed: boolean },
): "nothing" | "ask" | "repair" {
  if (repair === "none") return "nothing"
  if (repair === "automatic" && choice.autoRepair) return "repair"
  return choice.dismissed ? "nothing" : "ask"
}

/** Looks once, and again while a repair has to wait for a running check. Never throws. */
export function keepInstalled(order: KeepOrder, waitMs: number = againMs): { dispose(): void } {
  let timer: NodeJS.Timeout | null = null
  let disposed = false
  const look = async (): Promise<void> => {
    try {
      const found = order.setup.state()
      const dismissed = order.memory.get(dismissedKey) === true
      const step = stepFor(found, { autoRepair: order.autoRepair(), dismissed })
      if (step === "ask") await ask(order, found)
      if (step === "repair" && (await repair(order)) === "later" && !disposed)
        timer = setTimeout(() => void look(), waitMs)
    } catch (thrown) {
      order.trouble(thrown instanceof Error ? thrown.message : String(thrown))
    }
  }
  void look()
  return {
    dispose: () => {
      disposed = true
      if (timer !== null) clearTimeout(timer)
    },
  }
}

async function repair({ setup, toasts, refresh, trouble }: KeepOrder): Promise<"done" | "later"> {
  const { kind, reply } = await setup.install("needed")
  switch (kind) {
    case "busy":
      return "later"
    case "unchanged":
      // Another window was faster, and told.
      return "done"
    case "done":
      await refresh()
      await toasts.info(sentence(reply))
      return "done"
    case "refused":
      trouble(sentence(reply))
      await toasts.warn(sentence(reply))
      return "done"
    default:
      return kind satisfies never
  }
}

async function ask(order: KeepOrder, found: PluginState): Promise<void> {
  const { setup, toasts, t } = order
  const plan = await setup.plan()
  if (plan.kind === "refused") {
    order.trouble(plan.why)
    await toasts.warn(plan.why)
    return
  }
  const install = found.plugin === "missing" ? t("Set up") : t("Repair")
  const [show, never] = [t("Show the files"), t("Don't ask again")]
  const question =
    found.plugin === "missing"
      ? t("For Loop needs its plugin for the agent: {0} files in your home folder.", plan.writes.length)
      : t("The agent plugin of For Loop is not the one of this extension.")
  const chosen = await whileUnsettled(order, () => toasts.info(question, install, show, never))
  if (chosen === never) await order.memory.update(dismissedKey, true)
  if (chosen === show) {
    await order.openText(t("For Loop: files of the agent plugin"), filesText(plan.writes, t))
    await ask(order, found)
  }
  if (chosen !== install) return
  // The question may have stayed in the list of messages while the plugin came another way.
  const { reply } = await setup.install("needed")
  await order.refresh()
  await (reply.kind === "done" ? toasts.info : toasts.warn)(sentence(reply))
}

/** Asks, and puts the question away once a view shows that there is nothing to set up any more. */
async function whileUnsettled<T>(
  { views, hideToasts, trouble }: KeepOrder,
  question: () => Promise<T>,
): Promise<T> {
  let away = false
  const watch = views(({ setup }) => {
    if (away || setup.plugin !== "installed") return
    away = true
    hideToasts().then(undefined, (thrown: unknown) => trouble(String(thrown)))
  })
  try {
    return await question()
  } finally {
    watch.dispose()
  }
}

function filesText(writes: readonly string[], t: Translate): string {
  return `${t("Setting up writes these files, and nothing else:")}\n\n${writes.join("\n")}\n`
}

function sentence(reply: Reply): string {
  if (reply.kind === "refused") return `${reply.message} ${reply.next}`.trim()
  return reply.kind === "done" ? reply.message : ""
}
