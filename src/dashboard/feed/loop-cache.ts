import { type ShownEvidence, shownEvidence } from "../../control/stored-evidence.ts"
import type { LoopState } from "../../loop/state.ts"
import { isSafeId } from "../../store/home.ts"
import { loopFolder, loopsFolder, statePath } from "../../store/paths.ts"
import { type LoadedState, peekState } from "../../store/state-file.ts"
import { fileFacts } from "../../system/file-facts.ts"
import { entryKind } from "../../system/files.ts"
import { listNames } from "../../system/list-names.ts"
import { StoreError } from "../../system/store-error.ts"
import type { HistoryRow } from "../model/view.ts"
import { historyRow } from "./history-row.ts"

/** What is remembered of every loop; whole states are kept only of those that are shown. */
export type KnownLoop = {
  readonly id: string
  readonly seen: Seen
}

type Seen =
  | {
      readonly kind: "loop"
      readonly workspace: string
      readonly createdAt: number
      /** Null while the loop has not ended. */
      readonly history: HistoryRow | null
    }
  | {
      readonly kind: "corrupt"
      readonly why: string
      readonly keptAs: string
      readonly workspace: string | null
    }
  | { readonly kind: "newer"; readonly version: number }
  | { readonly kind: "unreadable"; readonly why: string }

export type LoopCache = {
  /** Every loop that has a folder, newest first; a state file is read again only when it was written since. */
  list(home: string): KnownLoop[]
  /** Folders that the last listing found without a state: of loops that are just being started, most likely. */
  unborn(): readonly string[]
  /** The state of a listed loop; null when it went away since. */
  state(home: string, id: string): LoopState | null
  /** Evidence of its last Stop; it is written before the state, so it is read again only with it. */
  evidence(home: string, id: string): ShownEvidence | null
  /** Forgets the states of all other loops, so that a long history costs a line each. */
  keep(ids: ReadonlySet<string>): void
}

type Entry = {
  readonly stamp: string
  readonly seen: Seen
  state: LoopState | null
  /** Undefined until it is asked for. */
  evidence: ShownEvidence | null | undefined
}

export function createLoopCache(): LoopCache {
  const entries = new Map<string, Entry>()
  let unborn: readonly string[] = []

  const read = (home: string, id: string, need: "seen" | "state"): Entry | null => {
    const stamp = fileFacts(statePath(home, id))?.stamp ?? "none"
    const known = entries.get(id)
    const serves = known?.stamp === stamp && (need === "seen" || known.state !== null)
    // Without a state file a damaged one may have been set aside, which leaves no stamp here.
    if (known !== undefined && serves && stamp !== "none") return known
    const entry = entryOf(home, id, stamp)
    if (entry === null) entries.delete(id)
    else entries.set(id, entry)
    return entry
  }

  return {
    list(home) {
      const names = listNames(loopsFolder(home)).filter(isSafeId)
      const present = new Set(names)
      for (const id of entries.keys()) if (!present.has(id)) entries.delete(id)
      const listed = names.flatMap((id) => {
        const entry = read(home, id, "seen")
        return entry === null ? [] : [{ id, seen: entry.seen }]
      })
      unborn = names.filter((id) => !entries.has(id))
      return listed.sort((a, b) => createdAt(b) - createdAt(a) || (a.id < b.id ? 1 : -1))
    },
    unborn: () => unborn,
    state: (home, id) => read(home, id, "state")?.state ?? null,
    evidence(home, id) {
      const entry = read(home, id, "state")
      if (entry === null || entry.state === null) return null
      if (entry.evidence === undefined) entry.evidence = shownEvidence(home, entry.state)
      return entry.evidence
    },
    keep(ids) {
      for (const [id, entry] of entries) {
        if (ids.has(id)) continue
        entry.state = null
        entry.evidence = undefined
      }
    },
  }
}

/** Null for what is no loop: a stray file, or a folder that was just made and holds no state yet. */
function entryOf(home: string, id: string, stamp: string): Entry | null {
  try {
    if (stamp === "none" && entryKind(loopFolder(home, id)) !== "folder") return null
    const loaded = peekState(home, id)
    const seen = seenOf(loaded)
    if (seen === null) return null
    return { stamp, seen, state: loaded.kind === "ok" ? loaded.state : null, evidence: undefined }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    return {
      stamp: "none",
      seen: { kind: "unreadable", why: error.message },
      state: null,
      evidence: undefined,
    }
  }
}

function seenOf(loaded: LoadedState): Seen | null {
  switch (loaded.kind) {
    case "ok": {
      const { workspace, createdAt } = loaded.state
      return { kind: "loop", workspace, createdAt, history: historyRow(loaded.state) }
    }
    case "missing":
      return null
    case "corrupt":
      return {
        kind: "corrupt",
        why: loaded.why,
        keptAs: loaded.keptAs,
        workspace: loaded.recovered?.workspace ?? null,
      }
    case "newer":
      return loaded
    default:
      return loaded satisfies never
  }
}

function createdAt({ seen }: KnownLoop): number {
  return seen.kind === "loop" ? seen.createdAt : 0
}
