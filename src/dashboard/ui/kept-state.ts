import { emptyDraft, type Place, type StartDraft, type UiState } from "./ui-state.ts"
import { isRecord } from "./wire.ts"

/** More loops never wait for the chat at once. */
const keptTokens = 20

/** What of the page survives that it is hidden or loaded again. */
export function kept({ place, openRows, taskOpen, draft, hint, sent }: UiState): unknown {
  return { place, openRows, taskOpen, hint, draft, sent: sent.slice(-keptTokens) }
}

/** What was kept, as far as it can be understood. */
export function restored(value: unknown): Partial<UiState> {
  if (!isRecord(value)) return {}
  const place = placeOf(value.place)
  return {
    ...(place === null ? {} : { place }),
    openRows: textsOf(value.openRows),
    sent: textsOf(value.sent),
    taskOpen: value.taskOpen === true,
    hint: textOf(value.hint, ""),
    draft: draftOf(value.draft),
  }
}

function placeOf(kept: unknown): Place | null {
  if (!isRecord(kept)) return null
  if (kept.kind === "start") return { kind: "start" }
  if (kept.kind === "loop" && typeof kept.id === "string") return { kind: "loop", id: kept.id }
  if (kept.kind === "arm" && typeof kept.token === "string") return { kind: "arm", token: kept.token }
  return null
}

/** Checks are looked for again; what a person typed stays. */
function draftOf(kept: unknown): StartDraft {
  if (!isRecord(kept)) return emptyDraft
  const mode = kept.mode
  return {
    ...emptyDraft,
    filled: kept.filled === true,
    task: textOf(kept.task, ""),
    iterations: textOf(kept.iterations, emptyDraft.iterations),
    minutes: textOf(kept.minutes, emptyDraft.minutes),
    usd: textOf(kept.usd, ""),
    completion: textOf(kept.completion, ""),
    noCheck: kept.noCheck === true,
    ownBranch: kept.ownBranch !== false,
    optionsOpen: kept.optionsOpen === true,
    mode: mode === "safe" || mode === "unsafe" ? mode : "auto",
  }
}

function textsOf(kept: unknown): readonly string[] {
  return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : []
}

function textOf(kept: unknown, otherwise: string): string {
  return typeof kept === "string" ? kept : otherwise
}
