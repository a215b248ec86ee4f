import * as vscode from "vscode"
import { resumeLoop } from "../control/resume-loop.ts"
import type { DashboardView } from "../dashboard/model/view.ts"
import { entryKind } from "../system/files.ts"
import { watchFolder } from "../system/watch-folder.ts"
import { type ContextKeys, changedKeys, contextKeys } from "./commands/context-keys.ts"
import { tellWith } from "./notifications/tell.ts"
import { toasts } from "./notifications/toasts.ts"
import type { Program } from "./program.ts"
import { putCaps } from "./settings/spend-file.ts"
import { windowSettings } from "./settings/window-settings.ts"
import { keepInstalled } from "./setup/keep-installed.ts"
import { statusBar } from "./status-bar.ts"
import { continueLoop } from "./watcher/continue-loop.ts"
import { watchLoops } from "./watcher/watch-loops.ts"

/**
 * What works without being asked: context keys, status bar, watcher, the offer to set up. Where no loop ever ran nothing
 * is read; the first loop is noticed by the folder that appears.
 */
export async function startBackground(context: vscode.ExtensionContext, program: Program): Promise<void> {
  const bar = statusBar("forLoop.openDashboard", () => windowSettings(null))
  let keys: ContextKeys | null = null
  const follow = (view: DashboardView): void => {
    const now = contextKeys(view)
    for (const [name, value] of changedKeys(keys, now)) {
      void vscode.commands.executeCommand("setContext", name, value)
    }
    keys = now
    bar.show(view)
  }
  context.subscriptions.push(
    bar,
    program.views(follow),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("forLoop.dailyUsd") || change.affectsConfiguration("forLoop.weeklyUsd"))
        keepCaps(program)
      if (change.affectsConfiguration("forLoop"))
        void program.fresh().then((view) => bar.show(view), program.trouble)
    }),
  )
  context.subscriptions.push(watched(program), kept(program))
  const { dailyUsd, weeklyUsd } = windowSettings(null).caps
  // Settings that came to this machine from another one; without any, what a person wrote into the file holds.
  if (dailyUsd !== null || weeklyUsd !== null) keepCaps(program)
  await openWhenNeeded(context, program)
}

function keepCaps({ person, note, trouble }: Program): void {
  try {
    const done = putCaps(person.home, windowSettings(null).caps)
    if (done === "left-alone")
      note(`${person.home}/spend.json cannot be read, so the caps of the settings do not hold.`)
  } catch (thrown) {
    trouble(thrown)
  }
}

function watched(program: Program): vscode.Disposable {
  const { person, chat } = program
  const { t } = vscode.l10n
  const shown = toasts(vscode.window)
  const limits = { maxIterations: null, maxMinutes: null }
  const taking = {
    resume: (loop: string) => resumeLoop(person, loop, limits),
    chat,
    toasts: shown,
    note: program.note,
    t,
  }
  return watchLoops({
    views: program.views,
    home: person.home,
    now: person.now,
    settings: () => windowSettings(null),
    trusted: () => vscode.workspace.isTrusted,
    chat,
    tell: tellWith({ toasts: shown, run: vscode.commands.executeCommand, t }),
    goOn: (loop) => continueLoop(taking, loop),
    trouble: program.trouble,
  })
}

function kept(program: Program): vscode.Disposable {
  return keepInstalled({
    setup: program.setup,
    toasts: toasts(vscode.window),
    memory: program.memory,
    views: program.views,
    hideToasts: () => vscode.commands.executeCommand("notifications.hideToasts"),
    autoRepair: () => windowSettings(null).repairPlugin,
    openText: (title, text) => program.openText(title, text, "agent-plugin-files.txt"),
    refresh: program.fresh,
    trouble: program.trouble,
    t: vscode.l10n.t,
  })
}

async function openWhenNeeded(context: vscode.ExtensionContext, program: Program): Promise<void> {
  const { home } = program.person
  const isNeeded = () => entryKind(home) !== null || windowSettings(null).statusBar === "always"
  if (isNeeded()) {
    await program.fresh().catch(program.trouble)
    return
  }
  const waiting = watchFolder(
    home,
    () => {
      if (!isNeeded()) return
      waiting.close()
      program.fresh().catch(program.trouble)
    },
    program.trouble,
  )
  context.subscriptions.push({ dispose: () => waiting.close() })
}
