import { keptKey, type StorePlace } from "./stores.ts"

/** Where a secret lies. Google's credentials are no secrets that could be read: tokens are made of them when needed. */
type Source =
  | { readonly from: "env"; readonly name: string }
  | { readonly from: "kept"; readonly account: string }
  | { readonly from: "adc" | "service-account" | "none" }

/** `from`: for people, where it was found; `why`: one sentence for people. Neither holds the secret. */
export type Resolved =
  | { readonly kind: "secret"; readonly value: string; readonly from: string }
  | { readonly kind: "missing"; readonly why: string }

/** Reads a secret from where its source says it lies. */
export async function resolveSecret(source: Source, place: StorePlace): Promise<Resolved> {
  switch (source.from) {
    case "env": {
      const value = (place.env[source.name] ?? "").trim()
      if (value === "") return { kind: "missing", why: `${source.name} is not set` }
      return { kind: "secret", value, from: source.name }
    }
    case "kept": {
      const { key, trouble } = await keptKey(source.account, place)
      if (key !== null) return { kind: "secret", value: key.key, from: key.from }
      return { kind: "missing", why: trouble ?? `no secret is kept under "${source.account}"` }
    }
    case "adc":
    case "service-account":
    case "none":
      return { kind: "missing", why: "this credential has no secret of its own" }
    default:
      return source satisfies never
  }
}

export type Secrets = {
  /** As `resolveSecret`, asked at most once per minute and source: the system's store is a program that has to be run. */
  of(source: Source): Promise<Resolved>
  /** Asks anew from now on: the upstream refused a secret, or somebody kept another. */
  forget(): void
}

const keepMs = 60_000

/** Reads secrets for calls that come quickly one after another. */
export function openSecrets(place: StorePlace, now: () => number): Secrets {
  const known = new Map<string, { readonly at: number; readonly read: Promise<Resolved> }>()
  return {
    of: (source) => {
      const name = JSON.stringify(source)
      const before = known.get(name)
      if (before !== undefined && now() - before.at < keepMs) return before.read
      const read = resolveSecret(source, place)
      known.set(name, { at: now(), read })
      return read
    },
    forget: () => known.clear(),
  }
}
