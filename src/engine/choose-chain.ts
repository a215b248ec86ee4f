import type { Availability, BackendName } from "./backend.ts"
import type { Link } from "./driver/run-event.ts"

export type Probed = { readonly name: BackendName; readonly availability: Availability }

/** What the user asked for; empty = choose by what is there. Models are tried in their order. */
export type Wanted = { readonly backend: BackendName | null; readonly models: readonly string[] }

export type Chain =
  /** `why`: a sentence for each backend that was looked at. */
  | { readonly kind: "chain"; readonly links: readonly Link[]; readonly why: readonly string[] }
  | { readonly kind: "none"; readonly why: readonly string[]; readonly next: string }

/**
 * Which backends do the work, in order of preference, and why. A backend that the user named is used alone; otherwise
 * every one that is ready takes part, the later ones as a stand-in.
 */
export function chooseChain(probed: readonly Probed[], wanted: Wanted): Chain {
  const looked = wanted.backend === null ? probed : probed.filter(({ name }) => name === wanted.backend)
  const why = looked.map(({ name, availability }) => `${name}: ${availability.why}`)
  const ready = looked.filter(({ availability }) => availability.kind === "ready").map(({ name }) => name)
  const links = ready.flatMap((backend) => linksOf(backend, wanted.models))
  if (links.length > 0) return { kind: "chain", links, why }
  const next = looked.flatMap(({ availability }) =>
    availability.kind === "unavailable" ? [availability.next] : [],
  )
  return { kind: "none", why, next: next.join(" Or: ") || "Run `for-loop doctor`." }
}

function linksOf(backend: BackendName, models: readonly string[]): Link[] {
  if (models.length === 0 || backend === "scripted") return [{ backend, model: null }]
  return models.map((model) => ({ backend, model }))
}
