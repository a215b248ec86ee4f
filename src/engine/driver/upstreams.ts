import type { FaultMeaning } from "../../breaker/health.ts"
import type { BreakerLink } from "../../breaker/link.ts"
import type { Breakers, Gate } from "../../breaker/open-breakers.ts"
import type { FaultClass } from "../backend.ts"
import type { Link } from "./run-event.ts"

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

/** The breakers of this user, with the engine's backends as upstreams and its faults read for what they say of the service. */
export function driverUpstreams(breakers: Breakers): Upstreams {
  return {
    gate: (link, now) => breakers.gate(breakerLink(link), now),
    succeeded: (link, now) => breakers.succeeded(breakerLink(link), now),
    failed: (link, { class: cls, why, resumeAt }, now) =>
      breakers.failed(breakerLink(link), { meaning: meaningOf(cls), why, resumeAt }, now),
  }
}

function breakerLink({ backend, model }: Link): BreakerLink {
  return { upstream: backend, model }
}

function meaningOf(fault: FaultClass): FaultMeaning {
  switch (fault) {
    case "rate-limited":
    case "quota":
    case "timeout":
    case "empty":
    case "infrastructure":
      return "down"
    case "safety":
    case "context":
    case "denied":
      return "answers"
    case "auth":
    case "budget":
    case "cancelled":
    case "unsupported":
      return "says-nothing"
    default:
      return fault satisfies never
  }
}
