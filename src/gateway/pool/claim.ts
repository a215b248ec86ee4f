import type { AcquireOrder } from "./pool.ts"
import type { UpstreamState } from "./upstream-state.ts"

/** What a request holds already while it goes from stage to stage: client key, model, credential. */
export type Claim = {
  readonly order: AcquireOrder
  readonly state: UpstreamState
  readonly since: number
  key: boolean
  model: boolean
}
