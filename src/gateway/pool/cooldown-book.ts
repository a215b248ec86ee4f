import type { Cooldown } from "./cooldown-file.ts"

/** A rest and its place in the order of calls and rests. */
type Kept = { readonly cooldown: Cooldown; readonly mark: number }

/** Rests by credential and model, in memory. */
export type CooldownBook = {
  get(upstream: string, credential: string, model: string | null): Kept | null
  /** Whether anything is known of the credential; cheap, for the way where nothing is wrong. */
  knows(upstream: string, credential: string): boolean
  of(upstream: string, credential: string): readonly Cooldown[]
  all(): readonly Cooldown[]
  put(cooldown: Cooldown): void
  remove(upstream: string, credential: string, model: string | null): void
  /** Keeps exactly these. */
  replace(cooldowns: readonly Cooldown[]): void
  /** A mark that orders calls and rests: two moments of one clock tick are told apart by it. */
  mark(): number
}

export function openCooldownBook(): CooldownBook {
  const kept = new Map<string, Map<string | null, Kept>>()
  let marks = 0

  const get = (upstream: string, credential: string, model: string | null): Kept | null =>
    kept.get(keyOf(upstream, credential))?.get(model) ?? null

  const mark = (): number => {
    marks += 1
    return marks
  }

  const enter = (cooldown: Cooldown, at: number): void => {
    const key = keyOf(cooldown.upstream, cooldown.credential)
    const models = kept.get(key) ?? new Map<string | null, Kept>()
    kept.set(key, models.set(cooldown.model, { cooldown, mark: at }))
  }

  return {
    get,
    knows: (upstream, credential) => kept.has(keyOf(upstream, credential)),
    of: (upstream, credential) =>
      [...(kept.get(keyOf(upstream, credential))?.values() ?? [])].map(({ cooldown }) => cooldown),
    all: () => [...kept.values()].flatMap((models) => [...models.values()].map(({ cooldown }) => cooldown)),
    put: (cooldown) => enter(cooldown, mark()),
    remove: (upstream, credential, model) => {
      const key = keyOf(upstream, credential)
      const models = kept.get(key)
      models?.delete(model)
      if (models?.size === 0) kept.delete(key)
    },
    replace: (cooldowns) => {
      const before = cooldowns.map(({ upstream, credential, model }) => get(upstream, credential, model))
      kept.clear()
      cooldowns.forEach((cooldown, i) => {
        const same = before[i]?.cooldown.since === cooldown.since
        enter(cooldown, (same ? before[i]?.mark : null) ?? mark())
      })
    },
    mark,
  }
}

function keyOf(upstream: string, credential: string): string {
  return `${upstream}\n${credential}`
}
