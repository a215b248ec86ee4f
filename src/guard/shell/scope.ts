import type { Place } from "../place.ts"
import { absolute } from "../where.ts"

/** What is known of a shell while a line runs: folder, variables (several values: one of them), earlier folders. */
export type Scope = {
  readonly place: Place
  cwd: string | null
  previous: string | null
  readonly stack: (string | null)[]
  readonly vars: Map<string, readonly string[]>
}

export function openScope(cwd: string | null, place: Place): Scope {
  const vars = new Map<string, readonly string[]>([
    ["HOME", [place.home]],
    ["TMPDIR", ["/tmp"]],
  ])
  return { place, cwd, previous: null, stack: [], vars }
}

/** A subshell sees everything and changes nothing outside. */
export function subshell(scope: Scope): Scope {
  return { ...scope, stack: [...scope.stack], vars: new Map(scope.vars) }
}

/** Goes to a folder; null when nobody can tell which. */
export function goTo(scope: Scope, folder: string | null): void {
  scope.previous = scope.cwd
  scope.cwd = folder
}

export function resolveFolder(scope: Scope, named: string): string | null {
  return absolute(named, scope.cwd, scope.place)
}
