import { settableClients } from "../../gateway/clients/client-plan.ts"
import { clientFiles } from "../../gateway/clients/set-up-client.ts"
import type { SecretState } from "../../gateway/config/effective-config.ts"
import { configPath } from "../../gateway/config/paths.ts"
import type { MoneyCap } from "../../gateway/money/open-money.ts"
import type { GatewayParts } from "../../gateway/serve/gateway-parts.ts"
import { StoreError } from "../../system/store-error.ts"
import { type ClientView, clientNames, type GatewayView } from "../model/view.ts"
import { readBudget, readKeys } from "./read-money.ts"
import { readRequests, readToday } from "./read-traffic.ts"
import { readUpstreams } from "./read-upstreams.ts"

export type ViewOrder = {
  readonly parts: GatewayParts
  readonly version: string
  readonly secrets: readonly SecretState[]
  readonly models: readonly string[]
}

/** Everything the page shows, as it stands now. What cannot be read is told as a trouble. */
export function readGatewayView({ parts, version, secrets, models }: ViewOrder): GatewayView {
  const at = parts.now()
  const config = parts.config()
  const { calls } = parts.traffic.live(0)
  const { caps, keys, troubles } = readMoney(parts)
  const day = parts.traffic.series("24h", "all")
  const byCredential = parts.traffic.series("24h", "credential")
  const { entries, hits, misses, evicted } = parts.signatures.stats()
  return {
    at,
    running: {
      url: parts.url,
      since: parts.startedAt,
      version,
      config: configPath(parts.home),
      exposed: parts.exposed,
    },
    abilities: { process: false, browser: false, clients: true },
    today: readToday(day, calls, at),
    upstreams: readUpstreams({ config, pool: parts.pool.view(), secrets, byCredential, now: at }),
    keys: readKeys(keys, caps),
    aliases: config.aliases,
    models,
    budget: readBudget(config.budget, caps),
    clients: readClients(parts),
    requests: readRequests(calls),
    signatures: { entries, hits, misses, evicted },
    troubles,
  }
}

type KnownMoney = {
  readonly caps: readonly MoneyCap[]
  readonly keys: ReturnType<GatewayParts["keys"]["list"]>
  readonly troubles: GatewayView["troubles"]
}

function readMoney({ keys, money }: GatewayParts): KnownMoney {
  try {
    const known = keys.list()
    return {
      keys: known,
      caps: money.view(known.filter(({ revokedAt }) => revokedAt === null)),
      troubles: [],
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    return {
      caps: [],
      keys: [],
      troubles: [{ what: error.message, next: "While keys and money cannot be read, calls are refused." }],
    }
  }
}

function readClients({ home, env }: GatewayParts): ClientView[] {
  return clientNames.map((name) => {
    const settable = settableClients.find((one) => one === name)
    if (settable === undefined) return { name, state: "code", files: [] }
    const { isSetUp, files } = clientFiles(settable, { home, env })
    return { name, state: isSetUp ? "set-up" : "not-set-up", files }
  })
}
