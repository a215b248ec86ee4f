import type { Backend, BackendName } from "./backend.ts"
import type { Scenario } from "./backends/scripted/scenario-schema.ts"
import { scriptedBackend } from "./backends/scripted/scripted.ts"
import type { Probed } from "./choose-chain.ts"

export type BackendOrder = {
  readonly env: NodeJS.ProcessEnv
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  /** What the scripted backend plays; without one it takes no part. */
  readonly scenario: Scenario | null
}

/** Every backend of this machine with its probe, in order of preference. Nothing is spent. */
export async function openBackends(
  order: BackendOrder,
  signal: AbortSignal,
): Promise<{
  readonly backends: Readonly<Partial<Record<BackendName, Backend>>>
  readonly probed: readonly Probed[]
}> {
  const backends: Backend[] = order.scenario === null ? [] : [scriptedBackend(order.scenario, order.wait)]
  const probed = await Promise.all(
    backends.map(async (backend) => ({ name: backend.name, availability: await backend.probe(signal) })),
  )
  return { backends: Object.fromEntries(backends.map((backend) => [backend.name, backend])), probed }
}
