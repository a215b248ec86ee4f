import { breakerRules } from "../../breaker/health.ts"
import type { StorePlace } from "../../secrets/stores.ts"
import type { GatewayConfig } from "../config/config.ts"
import { type Keys, openKeys } from "../keys/open-keys.ts"
import { openMoney } from "../money/open-money.ts"
import { openPool } from "../pool/open-pool.ts"
import { openCredentialSecrets } from "../relay/credential-secrets.ts"
import { openCredentialSpend } from "../relay/credential-spend.ts"
import { openSignatures } from "../signatures/signatures.ts"
import { openTraffic } from "../traffic/traffic.ts"
import { openModelList } from "../upstream/models.ts"
import { openUpstreamClient } from "../upstream/upstream-client.ts"
import type { GatewayParts } from "./gateway-parts.ts"
import type { ServeParts } from "./serve-model-call.ts"

export type OpenOrder = Pick<GatewayParts, "home" | "env" | "now"> & {
  readonly config: GatewayConfig
  readonly onTrouble: (message: string) => void
}

export type OpenedGateway = {
  readonly parts: ServeParts & Omit<GatewayParts, "startedAt" | "url" | "port" | "exposed">
  /** Reads the upstreams' keys where bodies are kept: none of them may be written with one. */
  readonly learnSecrets: () => Promise<void>
  /** Writes down what is not written yet. */
  readonly close: () => Promise<void>
}

/** Opens everything a gateway is made of. Throws StoreError. */
export function openGateway({ home, env, now, onTrouble, ...order }: OpenOrder): OpenedGateway {
  let config = order.config
  const place: StorePlace = { home, env, platform: process.platform }
  const secrets = openCredentialSecrets(place, now)
  const client = openUpstreamClient({ env })
  const presented = new Set<string>()
  const keys = notingKeys(openKeys(home, now), presented)
  const money = openMoney({ home, now, budget: () => config.budget })
  const credentialSpend = openCredentialSpend(home, now)
  const pool = openPool({
    home,
    upstreams: () => config.upstreams,
    breaker: breakerRules("auto"),
    now,
    random: Math.random,
    spentToday: credentialSpend.today,
    onTrouble,
  })
  const models = openModelList({
    home,
    upstreams: () => config.upstreams,
    aliases: () => config.aliases,
    client,
    secret: async (_upstream, credential) => {
      const secret = await secrets.of(credential)
      return secret.kind === "secret" ? secret.value : null
    },
    now,
  })
  const signatures = openSignatures({ home, now, onTrouble })
  const traffic = openTraffic({
    home,
    now,
    config: config.log,
    secrets: () => [...secrets.known(), ...presented],
    onTrouble,
  })
  const learnSecrets = (): Promise<void> =>
    config.log.capture
      ? secrets.learn(config.upstreams.flatMap(({ credentials }) => credentials))
      : Promise.resolve()
  const configure = (changed: GatewayConfig): void => {
    config = changed
    traffic.configure(changed.log)
    secrets.forget()
    // What keeps a key from being read is told when a call needs it.
    learnSecrets().catch(() => undefined)
    models.refresh()
  }
  return {
    parts: {
      home,
      env,
      now,
      onTrouble,
      config: () => config,
      configure,
      forgetSecrets: secrets.forget,
      secrets,
      credentialSpend,
      client,
      keys,
      money,
      pool,
      models,
      signatures,
      traffic,
    },
    learnSecrets,
    close: async () => {
      models.close()
      pool.close()
      keys.close()
      credentialSpend.close()
      await client.close()
      await Promise.all([signatures.close(), traffic.close(), money.close()])
    },
  }
}

/** So many of the clients' keys are remembered, so that none of them is ever written to a log. */
const mostPresented = 256

function notingKeys(keys: Keys, presented: Set<string>): Keys {
  return {
    ...keys,
    check: (secret) => {
      const checked = keys.check(secret)
      if (checked.kind === "key" && presented.size < mostPresented) presented.add(secret)
      return checked
    },
  }
}
