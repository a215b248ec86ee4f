/**
 * Installing the agent plugin, and what the dashboard shows of it. Wiring:
 *
 *     const setup = setupService({ home, env: process.env, now: Date.now, execPath: process.execPath,
 *       pluginSource: join(context.extensionPath, "dist", "plugin"), workspace: () => first folder or null, t: vscode.l10n.t })
 *
 * `setup.view` goes to `openFeed`, `setup.setUp` and `setup.doctor` are the ports of the same name. At activation, after
 * the first paint: `void offerSetup(setup, …)` (setup/offer-setup.ts).
 */
import type { Reply } from "../../dashboard/model/messages.ts"
import type { SetupView } from "../../dashboard/model/view.ts"
import type { Translate } from "../notifications/translate.ts"

export type SetupOrder = {
  /** Our own home (`forLoopHome`). */
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  /** Epoch ms. */
  readonly now: () => number
  /** The program that runs this extension, taken where no Node is found. */
  readonly execPath: string
  /** The packed plugin in the extension. */
  readonly pluginSource: string
  /** The project that the doctor looks at; null = none. */
  readonly workspace: () => string | null
  readonly t: Translate
}

export type SetupService = {
  view(): Promise<SetupView>
  /** Every file that setting up writes, absolute, or why it is refused. */
  plan(): Promise<
    | { readonly kind: "plan"; readonly writes: readonly string[] }
    | { readonly kind: "refused"; readonly why: string }
  >
  /** Installs or repairs, then proves by the doctor that the hook runs. */
  setUp(): Promise<Reply>
  doctor(): Promise<Reply>
  /** `all`: every loop, its checkpoints and our home go too. */
  uninstall(what: "plugin" | "all"): Promise<Reply>
}
