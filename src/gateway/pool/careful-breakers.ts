import type { Breakers } from "../../breaker/open-breakers.ts"

/** Breakers that a broken disk cannot turn into failed requests: what they cannot read or write is told, and the call goes on. */
export function carefulBreakers(breakers: Breakers, onTrouble: (text: string) => void): Breakers {
  const carefully = <T>(act: () => T, otherwise: T): T => {
    try {
      return act()
    } catch (error) {
      onTrouble(error instanceof Error ? error.message : String(error))
      return otherwise
    }
  }
  return {
    gate: (link, now) => carefully(() => breakers.gate(link, now), { kind: "go" }),
    succeeded: (link, now) => carefully(() => breakers.succeeded(link, now), undefined),
    failed: (link, fault, now) => carefully(() => breakers.failed(link, fault, now), undefined),
    abandoned: (link) => carefully(() => breakers.abandoned(link), undefined),
    probing: (link) => breakers.probing(link),
  }
}
