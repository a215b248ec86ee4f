import { join } from "node:path"
import type { Fake } from "../gateway/fakes/fake-server.ts"
import type { SpawnedGateway } from "../gateway/faults/spawned-gateway.ts"
import { spawnGateway } from "../gateway/faults/spawned-gateway.ts"
import { upstreamAt, upstreamEnv } from "../gateway/faults/upstream-config.ts"
import type { Client } from "./client.ts"
import type { Family } from "./tool-loop.ts"
import { modelOf } from "./tool-loop.ts"

/** The command line as it is shipped; `npm run test:clients` builds it first. */
const shipped = join(import.meta.dirname, "..", "..", "dist", "cli", "for-loop.cjs")

/** A spawned gateway with one upstream of this family, and an alias where the client insists on a name of its own. */
export function gatewayFor(
  family: Family,
  client: Client,
  fake: Fake,
  home?: string,
): Promise<SpawnedGateway> {
  const model = modelOf(family)
  const asked = client.asksFor(model)
  const aliases = asked === model ? [] : [{ name: asked, upstream: family, model }]
  return spawnGateway({
    config: {
      // What only OpenAI's own servers can run is left out toward others; the client's own tools stay.
      upstreams: [upstreamAt(family, fake.url, { quirks: { hostedTools: "leave-out" } })],
      aliases,
    },
    env: upstreamEnv,
    program: [shipped],
    ...(home === undefined ? {} : { home }),
  })
}
