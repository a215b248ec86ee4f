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

/**
 * The breakers of this user, with the engine's backends as upstreams and its faults read for what they say of the service. `way`
 * `gateway`: the Gemini API is reached through the gateway, which has the breakers of its upstreams itself. Were they shared then, each
 * failure would count twice, and a run that tries a half-open one would keep the gateway from forwarding that very call.
 */
export function driverUpstreams(breakers: Breakers, way: "direct" | "gateway" = "direct"): Upstreams {
  const linkOf = ({ backend, model }: Link): BreakerLink =>
    way === "gateway" && backend === "gemini"
      ? { upstream: "for-loop-gateway", model }
      : { upstream: backend, model }
  return {
    gate: (link, now) => breakers.gate(linkOf(link), now),
    succeeded: (link, now) => breakers.succeeded(linkOf(link), now),
    failed: (link, { class: cls, why, resumeAt }, now) =>
      breakers.failed(linkOf(link), { meaning: meaningOf(cls), why, resumeAt }, now),
  }
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
