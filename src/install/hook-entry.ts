import { posix, win32 } from "node:path"

/** Name of the plugin, of its folder and of its entry in every `hooks.json`. */
export const pluginName = "antigravity-for-loop"

/** Seconds the host waits for one of our hooks; checks end earlier by their own limit (S70). */
export const hookTimeoutSec = 1800

const hookEvents = ["Stop", "PreInvocation"] as const

type Handler = { readonly type: "command"; readonly command: string; readonly timeout: number }
export type HookEntry = Readonly<Record<(typeof hookEvents)[number], readonly Handler[]>>

/** Our named hook with the given launcher words: flat handlers, whole seconds (hooks contract section 2). */
export function hookEntry(launcher: string): HookEntry {
  const handlers = (event: string): readonly Handler[] => [
    { type: "command", command: `${launcher} ${event}`, timeout: hookTimeoutSec },
  ]
  return { Stop: handlers("Stop"), PreInvocation: handlers("PreInvocation") }
}

/** The launcher as the plugin's own `hooks.json` names it: relative, one word (the host starts hooks in that folder). */
export function pluginLauncher(platform: NodeJS.Platform): string {
  return platform === "win32" ? "hooks\\for-loop-hook.cmd" : "./hooks/for-loop-hook"
}

/** Text of the plugin's `hooks.json` on a platform. */
export function pluginHooksText(platform: NodeJS.Platform): string {
  return `${JSON.stringify({ [pluginName]: hookEntry(pluginLauncher(platform)) }, null, 2)}\n`
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
