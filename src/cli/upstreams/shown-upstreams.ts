import { iso, localTime, oneLine } from "../../control/words.ts"
import { standingOf } from "../../engine/upstream/health.ts"
import { viewUpstreams } from "../../engine/upstream/open-upstreams.ts"
import type { Outputs } from "../output-schema.ts"

export type ShownUpstream = Outputs["upstreams"]["upstreams"][number]

/** The breakers of the services that failed lately, as they stand at `now` (epoch ms). Throws StoreError. */
export function shownUpstreams(home: string, now: number): ShownUpstream[] {
  return viewUpstreams(home).map(({ link, health }) => {
    const standing = standingOf(health, now)
    return {
      ...link,
      state: standing.kind,
      failures: health.failures,
      until: standing.kind === "open" ? iso(standing.until) : null,
      why: standing.kind === "open" ? standing.why : null,
    }
  })
}

/** One of them in words, without its name. */
export function upstreamText({ state, failures, until, why }: ShownUpstream): string {
  const more = until === null ? "" : ` until ${localTime(Date.parse(until))}: ${oneLine(why ?? "", 120)}`
  return `${state}, ${failures} failures in a row${more}`
}

export function upstreamName({ backend, model }: Pick<ShownUpstream, "backend" | "model">): string {
  return model === null ? backend : `${backend} (${model})`
}
