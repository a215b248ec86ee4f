/** A repair that `for-loop doctor --fix` can do. */
export type FixId =
  | "reinstall"
  | "record-runtime"
  | "remove-global-entry"
  | "remove-legacy-entry"
  | "private-home"

/** What the doctor found out about one thing. `next`: what to do, in one sentence, when it is not as it should be. */
export type Diagnosis = {
  readonly id: string
  readonly status: "ok" | "warn" | "fail"
  readonly what: string
  readonly next: string | null
  readonly fix?: FixId
}

/** What the doctor needs to know of the machine. */
export type DoctorOptions = {
  readonly userHome: string
  /** Our own home (`forLoopHome`). */
  readonly home: string
  /** The project looked at for workspace hooks; null = none. */
  readonly workspace: string | null
  readonly platform: NodeJS.Platform
  readonly env: NodeJS.ProcessEnv
  /** Epoch ms. */
  readonly now: number
  readonly signal?: AbortSignal
}

export function ok(id: string, what: string): Diagnosis {
  return { id, status: "ok", what, next: null }
}

export function warn(id: string, what: string, next: string, fix?: FixId): Diagnosis {
  return { id, status: "warn", what, next, ...(fix === undefined ? {} : { fix }) }
}

export function fail(id: string, what: string, next: string, fix?: FixId): Diagnosis {
  return { id, status: "fail", what, next, ...(fix === undefined ? {} : { fix }) }
}
