import { resetUpstreams } from "../../breaker/open-breakers.ts"
import { rows } from "../../control/words.ts"
import { type Given, isGiven, textGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import type { Outputs } from "../output-schema.ts"
import type { Paint } from "../paint.ts"
import { output, type Result } from "../result.ts"
import { shownLink, shownUpstreams, upstreamName, upstreamText } from "./shown-upstreams.ts"

type Upstreams = Outputs["upstreams"]

/** `for-loop upstreams [--reset]`: the breakers of the services that headless runs and the gateway use, and closing them by hand. */
export async function runUpstreams(given: Given, context: CliContext): Promise<Result> {
  const now = context.now()
  const backend = textGiven(given, "backend") ?? null
  const reset = isGiven(given, "reset") ? resetUpstreams(context.home, backend) : []
  const value: Upstreams = {
    upstreams: shownUpstreams(context.home, now).filter((one) => backend === null || one.backend === backend),
    reset: reset.map(shownLink),
  }
  return output(value, upstreamsText)
}

function upstreamsText({ upstreams, reset }: Upstreams, paint: Paint): string {
  const closed = reset.map((one) => `${paint("green", "closed")}  ${upstreamName(one)}`)
  if (upstreams.length === 0) {
    return `${[...closed, "No service has failed lately; every run may use all of them."].join("\n")}\n`
  }
  const known = rows(upstreams.map((one) => [upstreamName(one), upstreamText(one)] as const))
  const next = upstreams.some(({ state }) => state !== "closed")
    ? ["", "`for-loop upstreams --reset` lets the next run try them at once."]
    : []
  return `${[...closed, ...known, ...next].join("\n")}\n`
}
