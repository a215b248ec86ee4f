import type { FaultClass } from "../backend.ts"
import type { Link } from "./run-event.ts"

/** What the breakers of the upstreams say before a call; moments in epoch ms. */
export type Gate =
  | { readonly kind: "go" }
  | { readonly kind: "wait"; readonly until: number; readonly why: string }

/** The breakers of all backends and models, as the driver uses them. */
export type Upstreams = {
  gate(link: Link, now: number): Gate
  succeeded(link: Link, now: number): void
  /** `resumeAt`: when the service said that it will answer again. */
  failed(
    link: Link,
    fault: { readonly class: FaultClass; readonly why: string; readonly resumeAt: number | null },
    now: number,
  ): void
}
