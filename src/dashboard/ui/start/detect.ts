import type { StartDefaults } from "../../model/view.ts"
import type { Scene } from "../scene.ts"
import type { StartDraft } from "../ui-state.ts"

/** The folder a loop would work in: the chosen one, else the first; null without any. */
export function workspaceOf({ view, state }: Scene): string | null {
  const all = view.abilities.workspaces
  return all.find((folder) => folder === state.draft.workspace) ?? all[0] ?? null
}

/**
 * Asks for the checks of a workspace when its form is first shown, and fills in what the user has set as the default;
 * what the user typed stays.
 */
export function detectOnce({ state, act, view }: Scene, workspace: string): void {
  if (state.draft.detectedFor === workspace) return
  const ask = { kind: "detect-checks", workspace } as const
  // Not while the page is being drawn.
  queueMicrotask(() => {
    if (act.busy(ask) || act.current().draft.detectedFor === workspace) return
    const { start } = view.abilities
    const defaults = act.current().draft.filled || start === undefined ? {} : draftOf(start)
    act.set({ draft: { ...act.current().draft, ...defaults, detectedFor: workspace } })
    act.ask(ask, (reply) => {
      const draft = act.current().draft
      if (draft.detectedFor !== workspace || draft.checks !== null) return true
      if (reply.kind === "checks") act.set({ draft: { ...draft, checks: reply.checks, why: reply.why } })
      else act.set({ draft: { ...draft, checks: [], why: reply.kind === "refused" ? reply.message : "" } })
      return true
    })
  })
}

/** Where no check was found, there may be one by now: the repository's own were allowed, or a folder was prepared. */
export function detectAgain(draft: StartDraft): StartDraft {
  return draft.checks?.every((check) => check.trim() === "")
    ? { ...draft, checks: null, detectedFor: null }
    : draft
}

function draftOf(start: StartDefaults): Partial<StartDraft> {
  return {
    filled: true,
    iterations: String(start.maxIterations),
    minutes: String(start.maxMinutes),
    usd: start.maxUsd === null ? "" : String(start.maxUsd),
    mode: start.mode,
    completion: start.completion ?? "",
    ownBranch: start.branch === "auto",
  }
}
