import type { DashboardView, LoopAction } from "../../dashboard/model/view.ts"

/** Name of every context key (without `forLoop.`) that `when` clauses of `package.json` may ask for. */
export const contextKeyNames = [
  "pluginInstalled",
  "armed",
  "hasLoop",
  "hasHistory",
  "running",
  "paused",
  "canPause",
  "canResume",
  "canCancel",
  "canSteer",
  "canApprove",
  "canRestore",
  "canContinue",
  "canExtend",
] as const

export type ContextKeys = Readonly<Record<(typeof contextKeyNames)[number], boolean>>

/** What holds in the window; a command is offered when at least one loop allows it. */
export function contextKeys(view: DashboardView): ContextKeys {
  const can = (action: LoopAction): boolean => view.loops.some(({ actions }) => actions.includes(action))
  return {
    pluginInstalled: view.setup.plugin !== "missing",
    armed: view.arms.length > 0,
    hasLoop: view.loops.length > 0,
    hasHistory: view.history.length > 0,
    running: view.loops.some(({ word }) => word === "running" || word === "checking"),
    paused: view.loops.some(({ word }) => word === "paused"),
    canPause: can("pause"),
    canResume: can("resume"),
    canCancel: can("cancel"),
    canSteer: can("steer"),
    canApprove: can("approve"),
    canRestore: can("restore"),
    canContinue: can("continue"),
    canExtend: can("extend"),
  }
}

/** The keys whose value is another one than before; all of them the first time. */
export function changedKeys(
  before: ContextKeys | null,
  after: ContextKeys,
): readonly (readonly [name: string, value: boolean])[] {
  return contextKeyNames
    .filter((name) => before === null || before[name] !== after[name])
    .map((name) => [`forLoop.${name}`, after[name]] as const)
}
