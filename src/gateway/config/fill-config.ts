import type {
  CredentialConfig,
  GatewayConfig,
  Quirks,
  ServerConfig,
  UpstreamConfig,
  UpstreamKind,
} from "./config.ts"
import type { ConfigFile } from "./config-schema.ts"
import { defaultCredentials } from "./default-credentials.ts"

type UpstreamFile = NonNullable<ConfigFile["upstreams"]>[number]
type CredentialFile = NonNullable<UpstreamFile["credentials"]>[number]

/** What holds where neither file nor environment say anything; the only place where defaults are written. */
const defaultServer: ServerConfig = {
  host: "127.0.0.1",
  port: 4857,
  maxBodyBytes: 100 * 1024 * 1024,
  drainMs: 10_000,
  keepAliveMs: 15_000,
}

/** A checked file with every default filled in; `upstreams`: what it names, else what was found in the environment. */
export function fillConfig(
  file: ConfigFile,
  upstreams: readonly UpstreamFile[],
  env: NodeJS.ProcessEnv,
): GatewayConfig {
  const { server, budget, log, images } = file
  return {
    server: {
      host: server?.host ?? defaultServer.host,
      port: server?.port ?? defaultServer.port,
      maxBodyBytes: server?.maxBodyBytes ?? defaultServer.maxBodyBytes,
      drainMs: server?.drainMs ?? defaultServer.drainMs,
      keepAliveMs: server?.keepAliveMs ?? defaultServer.keepAliveMs,
    },
    upstreams: upstreams.map((upstream) => fillUpstream(upstream, env)),
    aliases: (file.aliases ?? []).map(({ name, upstream, model }) => ({ name, upstream, model })),
    budget: {
      dailyUsd: budget?.dailyUsd ?? null,
      weeklyUsd: budget?.weeklyUsd ?? null,
      unknownPrice: budget?.unknownPrice ?? "refuse",
    },
    log: { keepHours: log?.keepHours ?? 168, capture: log?.capture ?? false },
    images: { urls: images?.urls ?? "pass", maxBytes: images?.maxBytes ?? 20 * 1024 * 1024 },
    toolResults: {
      maxCharacters: file.toolResults?.maxCharacters ?? null,
      tools: file.toolResults?.tools ?? [],
    },
  }
}

function fillUpstream(file: UpstreamFile, env: NodeJS.ProcessEnv): UpstreamConfig {
  const { kind, concurrency, queue, timeouts } = file
  const vertex = kind === "vertex-gemini" || kind === "vertex-claude"
  return {
    name: file.name ?? kind,
    kind,
    baseUrl: file.baseUrl?.replace(/\/+$/, "") ?? null,
    project: vertex ? (file.project ?? told(env.GOOGLE_CLOUD_PROJECT)) : null,
    location: vertex ? (file.location ?? told(env.GOOGLE_CLOUD_LOCATION) ?? "global") : null,
    credentials: file.credentials?.map(fillCredential) ?? defaultCredentials(kind, env),
    strategy: file.strategy ?? "round-robin",
    models: file.models ?? "listed",
    concurrency: {
      perModel: concurrency?.perModel ?? null,
      perCredential: concurrency?.perCredential ?? null,
    },
    queue: { length: queue?.length ?? 100, waitMs: queue?.waitMs ?? 30_000 },
    proxy: file.proxy ?? null,
    timeouts: {
      connectMs: timeouts?.connectMs ?? 30_000,
      // A model that thinks before a plain answer says nothing for minutes.
      firstByteMs: timeouts?.firstByteMs ?? 600_000,
      idleMs: timeouts?.idleMs ?? 300_000,
      totalMs: timeouts?.totalMs ?? 3_600_000,
    },
    quirks: fillQuirks(kind, file.quirks),
  }
}

function fillCredential(file: CredentialFile): CredentialConfig {
  const { name, secret, weight, priority, enabled, stopAtUsdPerDay, modelStops } = file
  return {
    name,
    secret,
    weight: weight ?? 1,
    priority: priority ?? 0,
    enabled: enabled ?? true,
    stopAtUsdPerDay: stopAtUsdPerDay ?? null,
    modelStops: modelStops ?? [],
  }
}

function fillQuirks(kind: UpstreamKind, told: UpstreamFile["quirks"]): Quirks {
  const compatible = kind === "openai-compatible"
  return {
    // Vertex documents the older field alone.
    jsonSchema: told?.jsonSchema ?? kind !== "vertex-gemini",
    limitField: told?.limitField ?? (compatible ? "max_tokens" : "max_completion_tokens"),
    effort: told?.effort ?? (compatible ? "leave-out" : "send"),
    hostedTools: told?.hostedTools ?? "refuse",
    responses: told?.responses ?? kind === "openai",
    samplingModels: told?.samplingModels ?? [],
    vertexVersion: told?.vertexVersion ?? "vertex-2023-10-16",
    anthropicVersion: told?.anthropicVersion ?? "2023-06-01",
  }
}

function told(value: string | undefined): string | null {
  const text = value?.trim() ?? ""
  return text === "" ? null : text
}
