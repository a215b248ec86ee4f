/**
 * Shows notices. Wiring of the watcher's `tell`:
 *
 *     tell: tellWith({ toasts: toasts(vscode.window), run: vscode.commands.executeCommand, t: vscode.l10n.t })
 */
import type { Notice } from "../watcher/effect.ts"
import { noticeText } from "./notice-text.ts"
import type { Toasts } from "./toasts.ts"
import type { Translate } from "./translate.ts"

export type TellOrder = {
  readonly toasts: Toasts
  readonly run: (command: string, ...args: string[]) => PromiseLike<unknown>
  readonly t: Translate
}

/** Shows a notice and runs the command of the button that was pressed, with the loop's id. */
export function tellWith({ toasts, run, t }: TellOrder): (notice: Notice) => Promise<void> {
  return async (notice) => {
    const { level, text, loop, actions } = noticeText(notice, t)
    const chosen = await toasts[level](text, ...actions.map(({ label }) => label))
    const action = actions.find(({ label }) => label === chosen)
    if (action !== undefined) await run(`forLoop.${action.command}`, ...(loop === null ? [] : [loop]))
  }
}
