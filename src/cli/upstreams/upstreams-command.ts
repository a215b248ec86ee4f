import { resetUpstreams } from "../../breaker/open-breakers.ts"
import { rows } from "../../control/words.ts"
import { endRests, restingCredentials } from "../../gateway/pool/cooldown-file.ts"
import { type Given, isGiven, textGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import type { Outputs } from "../output-schema.ts"
import type { Paint } from "../paint.ts"
import { output, type Result } from "../result.ts"
import { credentialName, credentialText, shownCredential } from "./shown-credentials.ts"
import { shownLink, shownUpstreams, upstreamName, upstreamText } from "./shown-upstreams.ts"

type Upstreams = Outputs["upstreams"]

/**
 * `for-loop upstreams [--reset]`: the breakers of the services that headless runs and the gateway use, the credentials that the gateway
 * lets rest, and ending both by hand; a running gateway goes by it within a second.
 */
export async function runUpstreams(given: Given, { home, now: clock }: CliContext): Promise<Result> {
  const now = clock()
  const wanted = textGiven(given, "backend") ?? null
  const isWanted = (name: string): boolean => wanted === null || name === wanted
  const isReset = isGiven(given, "reset")
  const reset = isReset ? resetUpstreams(home, wanted) : []
  const woken = isReset ? endRests(home, { upstream: wanted, credential: null }, now) : []
  const value: Upstreams = {
    upstreams: shownUpstreams(home, now).filter(({ backend }) => isWanted(backend)),
    credentials: restingCredentials(home, now)
      .filter(({ upstream }) => isWanted(upstream))
      .map(shownCredential),
    reset: reset.map(shownLink),
    woken: woken.map(shownCredential),
  }
  return output(value, upstreamsText)
}

function upstreamsText({ upstreams, credentials, reset, woken }: Upstreams, paint: Paint): string {
  const ended = [
    ...reset.map((one) => `${paint("green", "closed")}  ${upstreamName(one)}`),
    ...woken.map((one) => `${paint("green", "woken")}   ${credentialName(one)}`),
  ]
  if (upstreams.length === 0 && credentials.length === 0) {
    return `${[...ended, "No service has failed lately; every run may use all of them."].join("\n")}\n`
  }
  const known = rows([
    ...upstreams.map((one) => [upstreamName(one), upstreamText(one)] as const),
    ...credentials.map((one) => [credentialName(one), credentialText(one)] as const),
  ])
  const isHeldUp = credentials.length > 0 || upstreams.some(({ state }) => state !== "closed")
  const next = isHeldUp ? ["", "`for-loop upstreams --reset` lets the next run try them at once."] : []
  return `${[...ended, ...known, ...next].join("\n")}\n`
}
