import { join } from "node:path"
import * as vscode from "vscode"
import { fileAt } from "../control/diff-checkpoints.ts"
import type { Person } from "../control/person.ts"
import { refusedBy } from "../control/refused.ts"
import { plainWording } from "../control/wording.ts"
import type { Ask, Reply } from "../dashboard/model/messages.ts"
import type { Abilities, DashboardView } from "../dashboard/model/view.ts"
import { forLoopHome } from "../store/home.ts"
import { answering } from "./answering.ts"
import { type HostChat, hostChat } from "./chat/host-chat.ts"
import { type GatewayService, gatewayService } from "./gateway/gateway-service.ts"
import { windowSettings } from "./settings/window-settings.ts"
import { type SetupService, setupService } from "./setup/setup-service.ts"
import type { FileState } from "./view/checkpoint-uri.ts"
import { dashboardTabs } from "./view/dashboard-tab.ts"
import { type Dashboards, dashboards } from "./view/dashboards.ts"
import { editorPorts } from "./view/editor-ports.ts"
import { keptTexts } from "./view/kept-texts.ts"
import { liveView } from "./view/live-view.ts"

/** The program around the dashboard in one window: what its pages, commands and notifications share. */
export type Program = {
  readonly person: Person
  readonly pages: Dashboards
  readonly tabs: ReturnType<typeof dashboardTabs>
  readonly setup: SetupService
  readonly chat: HostChat
  readonly gateway: GatewayService
  /** The extension's id, `publisher.name`. */
  readonly extension: string
  /** What is kept of this user's answers, over all windows. */
  readonly memory: vscode.Memento
  /** Folders of this window that lie on this machine. */
  readonly workspaces: () => readonly string[]
  /** Tells the listener the present view, where there is one, and then every view that differs from the one before. */
  readonly views: (listener: (view: DashboardView) => void) => vscode.Disposable
  /** The view as the disk says now. */
  readonly fresh: () => Promise<DashboardView>
  /** Answers what a person asks for, in the dashboard or by a command; never rejects. */
  readonly ask: (ask: Ask) => Promise<Reply>
  readonly openText: (title: string, text: string, fileName: string) => Promise<boolean>
  readonly textOf: (path: string) => string
  readonly fileAt: (state: FileState) => Promise<string>
  readonly showLog: () => void
  /** Keeps a line in the log. */
  readonly note: (text: string) => void
  readonly trouble: (thrown: unknown) => void
}

/** Opens the program of this window; it ends with the extension. */
export async function openProgram(context: vscode.ExtensionContext): Promise<Program> {
  const log = vscode.window.createOutputChannel("For Loop", { log: true })
  const trouble = (thrown: unknown): void => log.error(thrown instanceof Error ? thrown : String(thrown))
  const person: Person = {
    home: forLoopHome(process.env),
    env: process.env,
    now: Date.now,
    wording: {
      ...plainWording,
      reportFault: "Please report it; the log of For Loop says where it happened.",
    },
  }
  const chat = hostChat(vscode)
  await chat.detect()
  const setup = setupService({
    home: person.home,
    env: process.env,
    now: Date.now,
    execPath: process.execPath,
    pluginSource: join(context.extensionPath, "dist", "plugin"),
    workspace: () => workspaces()[0] ?? null,
    t: vscode.l10n.t,
  })
  const gateway = gatewayService({
    home: person.home,
    env: process.env,
    execPath: process.execPath,
    entry: join(context.extensionPath, "dist", "extension", "gateway.cjs"),
    assets: join(context.extensionPath, "dist", "dashboard"),
    version: String(context.extension.packageJSON.version),
    note: (text) => log.info(text),
  })
  const pages = dashboards()
  const texts = keptTexts()
  const views = new vscode.EventEmitter<DashboardView>()
  const live = liveView({
    ...person,
    present: () => ({ workspaces: workspaces(), abilities: abilitiesOf(chat.kind) }),
    setup: () => setup.view(),
    onView: (view) => {
      pages.send({ kind: "view", view })
      views.fire(view)
    },
    onTrouble: (text) => log.warn(text),
  })
  context.subscriptions.push(
    log,
    views,
    live,
    gateway,
    vscode.workspace.onDidChangeWorkspaceFolders(() => void live.reopen()),
    // The host's own extension may bring its commands later than we start.
    vscode.extensions.onDidChange(async () => {
      await chat.detect()
      await live.reopen()
    }),
  )
  const ports = editorPorts(chat, setup, texts)
  const ask = answering({ person, ports })
  const program: Omit<Program, "tabs"> = {
    person,
    pages,
    setup,
    chat,
    gateway,
    extension: context.extension.id,
    memory: context.globalState,
    workspaces,
    views: (listener) => {
      const latest = live.latest()
      if (latest !== null) listener(latest)
      return views.event(listener)
    },
    fresh: () => live.fresh(),
    ask: async (asked) => {
      try {
        return await ask(asked)
      } catch (thrown) {
        trouble(thrown)
        return refusedBy(thrown, person)
      } finally {
        void live.fresh().catch(trouble)
      }
    },
    openText: (title, text, fileName) => ports.openText(title, text, fileName),
    textOf: (path) =>
      texts.of(path) ?? vscode.l10n.t("This text was not kept. Open it again from the dashboard."),
    fileAt: async ({ loop, id, path }) => (await fileAt(person, loop, id, path)) ?? "",
    showLog: () => log.show(),
    note: (text) => log.info(text),
    trouble,
  }
  return { ...program, tabs: dashboardTabs(context.extensionUri, program) }
}

function workspaces(): string[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === "file")
    .map(({ uri }) => uri.fsPath)
}

function abilitiesOf(chat: Abilities["chat"]): Abilities {
  const { maxIterations, maxMinutes, maxUsd, mode, completion, branch } = windowSettings(
    workspaces()[0] ?? null,
  ).start
  const start = { maxIterations, maxMinutes, maxUsd, mode, completion, branch }
  return { workspaces: workspaces(), chat, editor: true, setup: true, start }
}
