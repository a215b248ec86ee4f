import { standingOf } from "../../breaker/health.ts"
import type { BreakerLink } from "../../breaker/link.ts"
import { viewUpstreams } from "../../breaker/open-breakers.ts"
import { iso, localTime, oneLine } from "../../control/words.ts"
import { plural } from "../../loop/plural.ts"
import type { Outputs } from "../output-schema.ts"

export type ShownUpstream = Outputs["upstreams"]["upstreams"][number]

/** The breakers of the services that failed lately, as they stand at `now` (epoch ms). Throws StoreError. */
export function shownUpstreams(home: string, now: number): ShownUpstream[] {
  return viewUpstreams(home).map(({ link, health }) => {
    const standing = standingOf(health, now)
    return {
      ...shownLink(link),
      state: standing.kind,
      failures: health.failures,
      until: standing.kind === "open" ? iso(standing.until) : null,
      why: standing.kind === "open" ? standing.why : null,
    }
  })
}

/** The breaker's upstream under the name it has had in outputs since the engine's backends were the only ones. */
export function shownLink({ upstream, model }: BreakerLink): Pick<ShownUpstream, "backend" | "model"> {
  return { backend: upstream, model }
}

/** One of them in words, without its name. */
export function upstreamText({ state, failures, until, why }: ShownUpstream): string {
  const more = until === null ? "" : ` until ${localTime(Date.parse(until))}: ${oneLine(why ?? "", 120)}`
  return `${state}, ${plural(failures, "failure")} in a row${more}`
}

export function upstreamName({ backend, model }: Pick<ShownUpstream, "backend" | "model">): string {
  return model === null ? backend : `${backend} (${model})`
}
