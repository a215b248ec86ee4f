import { belongsHere } from "../../control/belongs-here.ts"
import { pasteOf, waitingArms } from "../../control/waiting-arms.ts"
import type { Abilities, ArmView, DashboardView, LoopCard, SetupView, Trouble } from "../model/view.ts"
import type { DiffCache } from "./diff-cache.ts"
import { createLoopCache, type KnownLoop, type LoopCache } from "./loop-cache.ts"
import { loopCard } from "./loop-card.ts"
import { explained, noticeTroubles, troubleOf } from "./troubles.ts"

export type ViewOrder = {
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  /** Folders whose loops are shown; `all` shows those of the whole machine. */
  readonly workspaces: readonly string[] | "all"
  readonly abilities: Abilities
  readonly setup: SetupView
  /** Epoch ms. */
  readonly now: number
  readonly diffs: DiffCache
  /** What earlier readings of the same home left; without one everything is read anew. */
  readonly loops?: LoopCache
}

const mostHistory = 500

/**
 * Reads everything the dashboard shows. What cannot be read becomes a trouble with its next step; it never throws for
 * what lies on the disk.
 */
export async function readView(order: ViewOrder): Promise<DashboardView> {
  const { home, now, diffs, loops = createLoopCache() } = order
  const troubles: Trouble[] = []
  const attempt = attempts(troubles)
  const known = attempt(null, [], () => loops.list(home))
  const here = placeOf(order.workspaces)
  const ours = known.filter((loop) => isShown(loop, here))
  const ended = ours
    .flatMap(({ seen }) => (seen.kind === "loop" && seen.history !== null ? [seen.history] : []))
    .sort((a, b) => b.endedAt - a.endedAt)
  const cards: LoopCard[] = []
  const shown = new Set<string>()
  for (const { id, seen } of ours) {
    if (seen.kind !== "loop") {
      troubles.push(troubleOf(id, seen))
      continue
    }
    if (seen.history !== null && id !== ended[0]?.id) continue
    shown.add(id)
    const state = attempt(id, null, () => loops.state(home, id))
    if (state === null) continue
    diffs.want(state)
    const evidence = attempt(id, null, () => loops.evidence(home, id))
    try {
      cards.push(await loopCard(state, { home, now, diffs, evidence }))
    } catch (error) {
      troubles.push(explained(error, id))
    }
  }
  loops.keep(shown)
  return {
    at: now,
    setup: order.setup,
    arms: attempt(null, [], () => armViews(home, now, here)),
    loops: cards,
    history: ended.slice(0, mostHistory),
    troubles: [...troubles, ...noticeTroubles(home, now, ours, known)],
    abilities: order.abilities,
  }
}

type Here = (workspace: string) => boolean

/** Many loops share few workspaces, and each look costs a walk up the folders. */
function placeOf(workspaces: ViewOrder["workspaces"]): Here {
  if (workspaces === "all") return () => true
  const known = new Map<string, boolean>()
  return (workspace) => {
    const answer = known.get(workspace) ?? workspaces.some((folder) => belongsQuietly(workspace, folder))
    known.set(workspace, answer)
    return answer
  }
}

/** A folder that cannot be looked at is nobody's. */
function belongsQuietly(workspace: string, folder: string): boolean {
  try {
    return belongsHere(workspace, folder)
  } catch {
    return workspace === folder
  }
}

/** What cannot be read names no workspace and is shown everywhere rather than nowhere. */
function isShown({ seen }: KnownLoop, here: Here): boolean {
  if (seen.kind === "loop") return here(seen.workspace)
  return seen.kind !== "corrupt" || seen.workspace === null || here(seen.workspace)
}

/** Runs a reading step; trouble of the disk is noted and `fallback` stands in. */
function attempts(troubles: Trouble[]) {
  return <T>(loop: string | null, fallback: T, step: () => T): T => {
    try {
      return step()
    } catch (error) {
      troubles.push(explained(error, loop))
      return fallback
    }
  }
}

function armViews(home: string, now: number, here: Here): ArmView[] {
  return waitingArms(home, now)
    .filter(({ workspace }) => here(workspace))
    .map(({ token, task, workspace, checks, expiresAt }) => ({
      token,
      task,
      workspace,
      checks,
      expiresAt,
      paste: pasteOf({ token, task }),
    }))
}
