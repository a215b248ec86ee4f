/** Turns a stored state of one version into the next version's shape. Gets and returns undecoded JSON. */
export type Migration = (state: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>

/** Version → function that lifts a state of that version to the next one. Empty: version 1 is the first. */
export const migrations: ReadonlyMap<number, Migration> = new Map()

export type Migrated =
  | { readonly kind: "migrated"; readonly state: Readonly<Record<string, unknown>> }
  | { readonly kind: "no-way"; readonly version: number }

/**
 * Lifts a state step by step from version `from` to version `to`; the result still has to be validated. `no-way` names
 * the version without a migration. A migration that throws is a bug and is not caught here.
 */
export function migrate(
  state: Readonly<Record<string, unknown>>,
  from: number,
  to: number,
  table: ReadonlyMap<number, Migration>,
): Migrated {
  let current = state
  for (let version = from; version < to; version++) {
    const step = table.get(version)
    if (step === undefined) return { kind: "no-way", version }
    current = { ...step(current), version: version + 1 }
  }
  return { kind: "migrated", state: current }
}
