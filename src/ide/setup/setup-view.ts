import type { SetupView } from "../../dashboard/model/view.ts"
import type { Translate } from "../notifications/translate.ts"
import type { PluginFacts } from "./plugin-facts.ts"
import type { PluginState } from "./plugin-state.ts"

/** What the dashboard shows of the installation. `hookSeenAt` in epoch ms. */
export function setupView(
  state: PluginState,
  facts: PluginFacts,
  seen: { readonly hookSeenAt: number | null; readonly disabled: boolean },
  t: Translate,
): SetupView {
  const disabled = seen.disabled || (facts.disabledInHost && facts.folder !== "absent")
  return { plugin: state.plugin, hookSeenAt: seen.hookSeenAt, disabled, note: noteFor() }

  function noteFor(): string {
    if (seen.disabled) return t("Loops are switched off on this machine; the doctor shows by what.")
    return disabled
      ? t("The agent plugin is disabled in Antigravity; enable it there.")
      : noteOf(state, facts, t)
  }
}

function noteOf({ why }: PluginState, { version, broken }: PluginFacts, t: Translate): string {
  switch (why) {
    case "fine":
    case "linked":
    case "newer":
      return ""
    case "not-installed":
      return t("The agent plugin is not installed, so no loop can start.")
    case "older":
      return t(
        "The installed agent plugin is version {0}; this extension brings {1}.",
        version.installed ?? "?",
        version.packed ?? "?",
      )
    case "changed":
      return t("The installed agent plugin differs from the one of this extension.")
    case "broken":
      return t("The installed agent plugin is damaged: {0}.", broken.slice(0, 3).join(", "))
    case "runtime-gone":
      return t("The program that ran the hook is gone; setting up again records another.")
    default:
      return why satisfies never
  }
}
