import type { Movement, Progress } from "./progress.ts"

/** What the stagnation breaker asks for after a Stop. */
export type BreakerVerdict =
  | { readonly kind: "go"; readonly progress: Progress }
  | { readonly kind: "change-strategy"; readonly progress: Progress; readonly why: string }
  | { readonly kind: "stop"; readonly progress: Progress; readonly why: string }

/**
 * CLOSED → HALF_OPEN on stagnation (one iteration with a changed strategy) → OPEN when that brought nothing;
 * any real movement closes it (design §11). Rapid continues (S69) and a call that keeps failing (S58) open it at once.
 */
export function turnBreaker(progress: Progress, movement: Movement): BreakerVerdict {
  switch (movement.kind) {
    case "moving":
      return { kind: "go", progress: closed(progress) }
    case "uncounted":
      return { kind: "go", progress }
    case "rapid":
    case "blocked":
      return {
        kind: "stop",
        progress: { ...progress, breaker: "open", why: movement.why },
        why: movement.why,
      }
    case "infrastructure":
      return { kind: "stop", progress, why: movement.why }
    case "stagnant":
      if (progress.breaker === "closed") return halfOpen(progress, movement.why)
      return open(progress, movement.why)
    case "steady":
      if (progress.breaker === "closed") return { kind: "go", progress }
      return open(progress, progress.why ?? "the changed strategy brought no progress")
    default:
      return movement satisfies never
  }
}

function closed(progress: Progress): Progress {
  return { ...progress, breaker: "closed", why: null }
}

function halfOpen(progress: Progress, why: string): BreakerVerdict {
  return { kind: "change-strategy", progress: { ...progress, breaker: "half-open", why }, why }
}

function open(progress: Progress, why: string): BreakerVerdict {
  return { kind: "stop", progress: { ...progress, breaker: "open", why }, why }
}
