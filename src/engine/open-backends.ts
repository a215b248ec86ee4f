import { type BreakerRules, breakerRules } from "../breaker/health.ts"
import { openBreakers } from "../breaker/open-breakers.ts"
import type { Mode } from "../loop/settings.ts"
import { type KeptKey, type KeptKeys, keptGeminiKey } from "../secrets/stores.ts"
import type { Backend, BackendName } from "./backend.ts"
import { agyBackend } from "./backends/agy/agy.ts"
import type { Through } from "./backends/gemini/gemini.ts"
import type { Scenario } from "./backends/scripted/scenario-schema.ts"
import { scriptedBackend } from "./backends/scripted/scripted.ts"
import type { Budget } from "./budget.ts"
import type { Probed } from "./choose-chain.ts"
import { driverUpstreams, type Upstreams } from "./driver/upstreams.ts"
import type { Judge } from "./judge.ts"
import { openingPack } from "./pack/opening.ts"

export type BackendOrder = {
  readonly home: string
  readonly mode: Mode
  /** Values of the breakers that the user named. */
  readonly breaker: Partial<BreakerRules>
  readonly env: NodeJS.ProcessEnv
  /** Epoch ms. */
  readonly now: () => number
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  readonly budget: Budget
  /** Whether the user named a cap in US dollars. */
  readonly capped: boolean
  readonly judge: Judge
  /** What the scripted backend plays; without one it takes no part. */
  readonly scenario: Scenario | null
  /** `auto`: conversations with the Gemini API begin with the packed code base. */
  readonly pack: "auto" | "off"
  /** A gateway that all calls to the Gemini API go through; none = the service itself. */
  readonly through?: Through | undefined
}

export type OpenedBackends = {
  readonly backends: Readonly<Partial<Record<BackendName, Backend>>>
  /** In order of preference. */
  readonly probed: readonly Probed[]
  readonly upstreams: Upstreams
}

/** Every backend of this machine with its probe, in order of preference. Nothing is spent. */
export async function openBackends(order: BackendOrder, signal: AbortSignal): Promise<OpenedBackends> {
  const { home, mode, breaker, env, now, wait, budget, capped, judge, scenario, pack, through } = order
  // The API's client is the heaviest part of the engine: it is loaded where headless work is done.
  const { geminiBackend } = await import("./backends/gemini/gemini.ts")
  let kept: Promise<KeptKeys> | null = null
  const keptKey = async (): Promise<KeptKey | null> => {
    kept ??= keptGeminiKey({ home, env, platform: process.platform })
    return (await kept).key
  }
  const agy = agyBackend({
    env,
    now,
    capped,
    estimate: (model, usage) => budget.costOf("agy", model, usage)?.usd ?? null,
  })
  const opening = pack === "off" ? {} : { opening: openingPack({ home, env, now }) }
  const gemini = geminiBackend({ env, keptKey, through, now, wait, budget, judge, ...opening })
  const scripted = scenario === null ? [] : [scriptedBackend(scenario, wait)]
  const backends: readonly Backend[] = [agy, gemini, ...scripted]
  const probed = await Promise.all(
    backends.map(async (backend) => ({ name: backend.name, availability: await backend.probe(signal) })),
  )
  return {
    backends: Object.fromEntries(backends.map((backend) => [backend.name, backend])),
    probed,
    upstreams: driverUpstreams(
      openBreakers(home, breakerRules(mode, breaker)),
      through === undefined ? "direct" : "gateway",
    ),
  }
}
