import { posix, win32 } from "node:path"

/** Name of the plugin, of its folder and of its entry in every `hooks.json`. */
export const pluginName = "antigravity-for-loop"

/** Seconds the host waits for one of our hooks; checks end earlier by their own limit (S70). */
export const hookTimeoutSec = 1800

/** Seconds the host waits for a verdict on a tool call, which takes a twentieth of one; then it blocks the call. */
export const guardTimeoutSec = 10

/** Whether tool calls are judged before they run; the user chooses it at the installation (design §10). */
export type GuardChoice = "on" | "off"

type Handler = { readonly type: "command"; readonly command: string; readonly timeout: number }
type Group = { readonly matcher: string; readonly hooks: readonly Handler[] }
export type HookEntry = {
  readonly Stop: readonly Handler[]
  readonly PreInvocation: readonly Handler[]
  readonly PreToolUse?: readonly Group[]
}

/**
 * Our named hook with the given launcher words: flat handlers, in groups only for tool events, whole seconds (hooks
 * contract section 2).
 */
export function hookEntry(launcher: string, guard: GuardChoice = "off"): HookEntry {
  const handlers = (event: string, timeout: number): readonly Handler[] => [
    { type: "command", command: `${launcher} ${event}`, timeout },
  ]
  const loop = {
    Stop: handlers("Stop", hookTimeoutSec),
    PreInvocation: handlers("PreInvocation", hookTimeoutSec),
  }
  if (guard === "off") return loop
  return { ...loop, PreToolUse: [{ matcher: "*", hooks: handlers("PreToolUse", guardTimeoutSec) }] }
}

/** The launcher as the plugin's own `hooks.json` names it: relative, one word (the host starts hooks in that folder). */
export function pluginLauncher(platform: NodeJS.Platform): string {
  return platform === "win32" ? "hooks\\for-loop-hook.cmd" : "./hooks/for-loop-hook"
}

/** Text of the plugin's `hooks.json` on a platform. */
export function pluginHooksText(platform: NodeJS.Platform, guard: GuardChoice = "off"): string {
  return `${JSON.stringify({ [pluginName]: hookEntry(pluginLauncher(platform), guard) }, null, 2)}\n`
}

/** Absolute path of the launcher in a plugin folder. */
export function launcherPath(plugin: string, platform: NodeJS.Platform): string {
  return platform === "win32"
    ? win32.join(plugin, "hooks", "for-loop-hook.cmd")
    : posix.join(plugin, "hooks", "for-loop-hook")
}

/**
 * The launcher as one word of a command line run in `cwd`. Quoted only when it must be; on Windows, where the host's
 * `cmd /c` loses quotes, an awkward path is written relative to `cwd` instead (hooks contract section 4).
 */
export function launcherWord(launcher: string, cwd: string, platform: NodeJS.Platform): string {
  if (platform === "win32") {
    return /^[A-Za-z0-9:\\._-]+$/.test(launcher) ? launcher : win32.relative(cwd, launcher)
  }
  if (/^[A-Za-z0-9/._+@-]+$/.test(launcher)) return launcher
  return `"${launcher.replace(/["\\$`]/g, "\\$&")}"`
}

/** Whether a command of any settings file starts our launcher. */
export function isOurCommand(command: string): boolean {
  return /(?:^|[\\/"])for-loop-hook(?:\.cmd)?(?=["\s]|$)/.test(command)
}
