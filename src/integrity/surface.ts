/**
 * What a file is to the gate. `support` lies among the tests without being one: setup, conftest,
 * helpers, mocks; `data` is what tests read.
 */
export const fileKinds = [
  "test",
  "support",
  "snapshot",
  "data",
  "config",
  "ci",
  "env",
  "script",
  "own",
  "source",
] as const

export type FileKind = (typeof fileKinds)[number]

/** One watched file. `text` is null when the file is too large to be kept; then only `hash` tells that it changed. */
export type SurfaceFile = {
  readonly path: string
  readonly kind: FileKind
  readonly hash: string
  readonly text: string | null
}

/**
 * The test surface of a workspace: everything that decides whether a green means something, as it was at one moment.
 * Files keep their text, because parsing only the few that changed between two surfaces costs less than parsing all
 * of them once, and because the old tree is gone when both are compared.
 */
export type Surface = {
  readonly files: readonly SurfaceFile[]
  readonly checks: readonly string[]
  /** Ids of the tests that the reports named, or null when no report names passed tests. */
  readonly testIds: readonly string[] | null
}
