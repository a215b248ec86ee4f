/**
 * Installing the agent plugin, and what the dashboard shows of it. Wiring:
 *
 *     const setup = setupService({ home, env: process.env, now: Date.now, execPath: process.execPath,
 *       pluginSource: join(context.extensionPath, "dist", "plugin"), workspace: () => first folder or null, t: vscode.l10n.t })
 *
 * `setup.view` goes to `openFeed`, `setup.setUp` and `setup.doctor` are the ports of the same name. At activation, after
 * the first paint: `keepInstalled({ setup, … })` (setup/keep-installed.ts).
 */
import { userHomeOf } from "../../control/machine-facts.ts"
import type { Reply } from "../../dashboard/model/messages.ts"
import type { SetupView } from "../../dashboard/model/view.ts"
import type { Diagnosis } from "../../install/diagnosis.ts"
import { doctor } from "../../install/doctor.ts"
import { type InstallOptions, planInstall } from "../../install/install.ts"
import { readRecord } from "../../install/install-record.ts"
import { readHookSeen } from "../../store/hook-seen.ts"
import { isDisabled } from "../../store/kill-switch.ts"
import type { Translate } from "../notifications/translate.ts"
import { doctorReply } from "./doctor-reply.ts"
import { findRuntime } from "./find-runtime.ts"
import { pluginFactsReader } from "./plugin-facts.ts"
import { type PluginState, pluginState } from "./plugin-state.ts"
import { removeAll } from "./remove-all.ts"
import { type SetUp, setUpPlugin } from "./set-up-plugin.ts"
import { setupView } from "./setup-view.ts"

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
  /** Throws StoreError, as everything here, for files that cannot be read or written. */
  view(): Promise<SetupView>
  state(): PluginState
  /** Every file that setting up writes, absolute, or why it is refused. */
  plan(): Promise<ReturnType<typeof planInstall>>
  /** Installs or repairs, then proves by the doctor that the hook runs. `needed`: only if the files still differ. */
  install(when: "always" | "needed"): Promise<SetUp>
  /** The same for the dashboard's port. */
  setUp(): Promise<Reply>
  doctor(): Promise<Reply>
  /** `all`: every loop, its checkpoints, our home, and what the other hosts were given go too. */
  uninstall(what: "plugin" | "all"): Promise<Reply>
}

export function setupService(order: SetupOrder): SetupService {
  const { home, env, now, execPath, pluginSource, workspace, t } = order
  const userHome = userHomeOf(env)
  const { platform } = process
  const facts = pluginFactsReader({ userHome, home, pluginSource, platform })
  const examine = (): Promise<Diagnosis[]> =>
    doctor({ userHome, home, workspace: workspace(), platform, env, now: now() })
  const options = async (): Promise<InstallOptions> => {
    // A repair keeps what the user once chose on the command line.
    const record = readRecord(home)
    return {
      userHome,
      home,
      pluginSource,
      runtime: await findRuntime(env, execPath),
      platform,
      hooks: record?.globalHooks == null ? "plugin" : "global-file",
      skills: record === null || record.skills.length === 0 ? "plugin" : "bare",
    }
  }
  const install = async (when: "always" | "needed"): Promise<SetUp> =>
    await setUpPlugin({
      options: await options(),
      needed: () => when === "always" || pluginState(facts()).repair !== "none",
      examine,
      now,
      t,
    })
  return {
    view: async () => {
      const found = facts()
      const seen = { hookSeenAt: readHookSeen(home), disabled: isDisabled(home, env) }
      return setupView(pluginState(found), found, seen, t)
    },
    state: () => pluginState(facts()),
    plan: async () => planInstall(await options()),
    install,
    setUp: async () => (await install("always")).reply,
    doctor: async () => doctorReply(await examine(), t),
    uninstall: async (what) => await removeAll({ userHome, home, env, what, t }),
  }
}
