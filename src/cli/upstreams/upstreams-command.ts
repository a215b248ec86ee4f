import { iso, localTime, oneLine, rows } from "../../control/words.ts"
import { backendNames } from "../../engine/backend.ts"
import { standingOf } from "../../engine/upstream/health.ts"
import { resetUpstreams, viewUpstreams } from "../../engine/upstream/open-upstreams.ts"
import { type Given, isGiven, textGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import type { Outputs } from "../output-schema.ts"
import type { Paint } from "../paint.ts"
import { output, type Result } from "../result.ts"

type Upstreams = Outputs["upstreams"]

/** `for-loop upstreams [--reset]`: the breakers of the services that headless runs use, and closing them by hand. */
export async function runUpstreams(given: Given, context: CliContext): Promise<Result> {
  const now = context.now()
  const backend = backendNames.find((name) => name === textGiven(given, "backend")) ?? null
  const reset = isGiven(given, "reset") ? resetUpstreams(context.home, backend) : []
  const value: Upstreams = {
    upstreams: viewUpstreams(context.home)
      .filter(({ link }) => backend === null || link.backend === backend)
      .map(({ link, health }) => {
        const standing = standingOf(health, now)
        return {
          ...link,
          state: standing.kind,
          failures: health.failures,
          until: standing.kind === "open" ? iso(standing.until) : null,
          why: standing.kind === "open" ? standing.why : null,
        }
      }),
    reset: [...reset],
  }
  return output(value, upstreamsText)
}

function upstreamsText({ upstreams, reset }: Upstreams, paint: Paint): string {
  const closed = reset.map(({ backend, model }) => `${paint("green", "closed")}  ${nameOf(backend, model)}`)
  if (upstreams.length === 0) {
    return `${[...closed, "No service has failed lately; every run may use all of them."].join("\n")}\n`
  }
  const known = rows(
    upstreams.map(({ backend, model, state, failures, until, why }): [string, string] => {
      const more = until === null ? "" : ` until ${localTime(Date.parse(until))}: ${oneLine(why ?? "", 120)}`
      return [nameOf(backend, model), `${state}, ${failures} failures in a row${more}`]
    }),
  )
  const next = upstreams.some(({ state }) => state !== "closed")
    ? ["", "`for-loop upstreams --reset` lets the next run try them at once."]
    : []
  return `${[...closed, ...known, ...next].join("\n")}\n`
}

function nameOf(backend: string, model: string | null): string {
  return model === null ? backend : `${backend} (${model})`
}
