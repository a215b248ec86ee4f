import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { onTestFinished } from "vitest"
import { newLoop } from "../../src/loop/new-loop.ts"
import { defaultSettings } from "../../src/loop/settings.ts"
import type { JournalEvent, LoopState } from "../../src/loop/state.ts"

/** An empty home of its own for one test, removed afterwards. */
export function temporaryHome(): string {
  const home = mkdtempSync(join(tmpdir(), "for-loop-store-"))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  return home
}

/** A valid state with an id; everything else may be replaced. */
export function sampleState(id: string, changes: Partial<LoopState> = {}): LoopState {
  const state = newLoop({
    id,
    host: "antigravity",
    conversationId: "conversation-1",
    requestKey: null,
    workspace: "/work/space",
    task: 'Make "npm test" pass; keep $(HOME) `as is` 中文 \u{1f600}',
    settings: defaultSettings("auto"),
    checks: ["npm test", "npm run lint"],
    now: 1_800_000_000_000,
  })
  return { ...state, ...changes }
}

/** `count` journal events numbered from `first`. */
export function sampleEvents(first: number, count: number): JournalEvent[] {
  return Array.from({ length: count }, (_, i) => ({
    seq: first + i,
    at: 1_800_000_000_000 + first + i,
    kind: "noted",
    detail: `event ${first + i} ümlaut`,
  }))
}
