import { resolveSecret } from "../../secrets/resolve-secret.ts"
import type { StorePlace } from "../../secrets/stores.ts"
import { fileFacts } from "../../system/file-facts.ts"
import type { CredentialConfig, GatewayConfig, SecretSource } from "./config.ts"

/** The configuration as it may be shown: secrets never stand in it, and addresses of proxies lose theirs. */
export function effectiveConfig(config: GatewayConfig): GatewayConfig {
  const upstreams = config.upstreams.map((upstream) => ({
    ...upstream,
    proxy: upstream.proxy === null ? null : withoutPassword(upstream.proxy),
  }))
  return { ...config, upstreams }
}

/** Whether what pays for an upstream is there. `state`: "unknown" = only its first use shows. */
export type SecretState = {
  readonly upstream: string
  readonly credential: string
  /** For people: a variable, a store, a file. Never the secret. */
  readonly where: string
  readonly state: "there" | "missing" | "unknown" | "not-needed"
  /** Null when nothing is to be said. */
  readonly why: string | null
}

/** Asks every place where the configuration says that a secret lies. */
export async function secretStates(
  config: GatewayConfig,
  place: StorePlace,
): Promise<readonly SecretState[]> {
  const states: SecretState[] = []
  for (const { name: upstream, credentials } of config.upstreams)
    for (const credential of credentials)
      states.push({ upstream, credential: credential.name, ...(await stateOf(credential, place)) })
  return states
}

type Found = Pick<SecretState, "where" | "state" | "why">

async function stateOf({ secret }: CredentialConfig, place: StorePlace): Promise<Found> {
  const where = sourceWords(secret)
  switch (secret.from) {
    case "none":
      return { where, state: "not-needed", why: null }
    case "adc":
      return { where, state: "unknown", why: "they are looked for at the first call" }
    case "service-account":
      return fileFacts(secret.path) === null
        ? { where, state: "missing", why: "there is no such file" }
        : { where, state: "there", why: null }
    case "env":
    case "kept": {
      const found = await resolveSecret(secret, place)
      return found.kind === "secret"
        ? { where: found.from, state: "there", why: null }
        : { where, state: "missing", why: found.why }
    }
    default:
      return secret satisfies never
  }
}

/** Where a secret lies, for people. */
export function sourceWords(secret: SecretSource): string {
  switch (secret.from) {
    case "env":
      return secret.name
    case "kept":
      return `kept as "${secret.account}"`
    case "adc":
      return "application default credentials"
    case "service-account":
      return secret.path
    case "none":
      return "no secret"
    default:
      return secret satisfies never
  }
}

function withoutPassword(address: string): string {
  if (!URL.canParse(address)) return address
  const url = new URL(address)
  if (url.username === "" && url.password === "") return address
  url.username = "***"
  url.password = ""
  return url.href
}
