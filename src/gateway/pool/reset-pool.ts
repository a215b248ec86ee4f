import { resetUpstreams } from "../../breaker/open-breakers.ts"
import type { Cooldowns } from "./cooldowns.ts"

/** Ends the rest of a credential, or of all of an upstream together with its breakers. Throws StoreError. */
export function resetPool(
  home: string,
  cooldowns: Cooldowns,
  upstream: string,
  credential: string | null,
  now: number,
): void {
  cooldowns.forget(upstream, credential, now)
  if (credential === null) resetUpstreams(home, upstream)
}
