import { z } from "zod"
import { strategies, upstreamKinds } from "./config.ts"

const name = z.string().min(1).max(64)
const ms = z.int().min(1).max(86_400_000)
const count = z.int().min(1).max(100_000)
const characters = z.int().min(200).max(100_000_000)
const usd = z.number().min(0.01).max(1e6).nullable()

const secret = z
  .union([
    z.object({ from: z.literal("env"), name: z.string().min(1).max(200) }),
    z.object({ from: z.literal("kept"), account: z.string().min(1).max(128) }),
    z.object({ from: z.literal("adc") }),
    z.object({ from: z.literal("service-account"), path: z.string().min(1).max(4096) }),
    z.object({ from: z.literal("none") }),
  ])
  .describe(
    'Where the secret lies, never the secret itself: {"from":"env","name":"GEMINI_API_KEY"}, {"from":"kept","account":"gemini"} (`for-loop gateway credential add`), {"from":"adc"}, {"from":"service-account","path":"/key.json"} or {"from":"none"}.',
  )

const credential = z.object({
  name: name.describe("Unique within its upstream."),
  secret,
  weight: count.optional().describe("For the strategy `weighted`; 1 unless named."),
  priority: z
    .int()
    .min(0)
    .max(100_000)
    .optional()
    .describe("For `priority`: lower goes first; 0 unless named."),
  enabled: z.boolean().optional().describe("true unless named."),
  stopAtUsdPerDay: usd.optional().describe("Not used any more today once this much was spent through it."),
  modelStops: z
    .array(z.object({ model: z.string().min(1).max(200), usdPerDay: z.number().min(0.01).max(1e6) }))
    .max(100)
    .optional()
    .describe("The same for single models, as the upstream calls them."),
})

const upstream = z.object({
  name: name.optional().describe("As logs and breakers name it; its kind unless named. Unique."),
  kind: z.enum(upstreamKinds),
  baseUrl: z
    .string()
    .min(1)
    .max(2048)
    .nullable()
    .optional()
    .describe("The vendor's own address unless named; must be named for `openai-compatible`."),
  project: name.nullable().optional().describe("Vertex: GOOGLE_CLOUD_PROJECT unless named."),
  location: name.nullable().optional().describe("Vertex: GOOGLE_CLOUD_LOCATION unless named, else `global`."),
  credentials: z
    .array(credential)
    .max(100)
    .optional()
    .describe(
      "The usual variable of the vendor (or the kept key `gemini`) unless named; for Vertex the application default credentials.",
    ),
  strategy: z.enum(strategies).optional().describe("round-robin unless named."),
  models: z
    .union([z.literal("listed"), z.array(z.string().min(1).max(200)).max(1000)])
    .optional()
    .describe("`listed` (asked from the upstream) unless named."),
  concurrency: z
    .object({ perModel: count.nullable().optional(), perCredential: count.nullable().optional() })
    .optional()
    .describe("Requests at the same time; no limit unless named."),
  queue: z
    .object({ length: z.int().min(0).max(100_000).optional(), waitMs: ms.optional() })
    .optional()
    .describe("Requests that wait for a free place: 100 of them for 30,000 ms unless named."),
  proxy: z
    .string()
    .min(1)
    .max(2048)
    .nullable()
    .optional()
    .describe("Address of an HTTP proxy; OUTBOUND_PROXY unless named."),
  timeouts: z
    .object({
      connectMs: ms.optional(),
      firstByteMs: ms.optional(),
      idleMs: ms.optional(),
      totalMs: ms.optional(),
    })
    .optional(),
  quirks: z
    .object({
      jsonSchema: z.boolean().optional(),
      limitField: z.enum(["max_tokens", "max_completion_tokens"]).optional(),
      effort: z.enum(["send", "leave-out"]).optional(),
      hostedTools: z.enum(["refuse", "leave-out"]).optional(),
      responses: z.boolean().optional(),
      samplingModels: z.array(z.string().min(1).max(200)).max(100).optional(),
      vertexVersion: z.string().min(1).max(64).optional(),
      anthropicVersion: z.enum(["2023-06-01", "2026-10-21"]).optional(),
    })
    .optional()
    .describe("What this server does differently from its kind."),
})

/** `gateway/config.json` in the home; everything has a default. */
export const gatewayConfigSchema = z
  .object({
    $schema: z.string().optional(),
    server: z
      .object({
        host: z
          .string()
          .min(1)
          .max(255)
          .optional()
          .describe("127.0.0.1 unless named; another needs `--expose`."),
        port: z.int().min(0).max(65_535).optional().describe("4857 unless named; 0 = any that is free."),
        maxBodyBytes: z.int().min(1024).max(1_073_741_824).optional(),
        drainMs: z.int().min(0).max(3_600_000).optional(),
        keepAliveMs: ms.optional(),
      })
      .optional(),
    upstreams: z
      .array(upstream)
      .max(100)
      .optional()
      .describe(
        "In order: the first that offers a model serves it. What the environment offers unless named.",
      ),
    aliases: z
      .array(
        z.object({ name: z.string().min(1).max(200), upstream: name, model: z.string().min(1).max(200) }),
      )
      .max(1000)
      .optional(),
    budget: z
      .object({
        dailyUsd: usd.optional(),
        weeklyUsd: usd.optional(),
        unknownPrice: z.enum(["refuse", "allow"]).optional(),
      })
      .optional(),
    log: z
      .object({ keepHours: z.int().min(1).max(87_600).optional(), capture: z.boolean().optional() })
      .optional(),
    images: z
      .object({
        urls: z.enum(["pass", "fetch", "refuse"]).optional(),
        maxBytes: z.int().min(1024).max(104_857_600).optional(),
      })
      .optional(),
    toolResults: z
      .object({
        maxCharacters: characters.nullable().optional(),
        tools: z
          .array(z.object({ name: z.string().min(1).max(200), maxCharacters: characters }))
          .max(200)
          .optional()
          .describe("Tools with a limit of their own."),
      })
      .optional(),
  })
  .describe("gateway/config.json: what `for-loop gateway` serves and forwards to. It never holds a secret.")

/** What a person may write; everything of it checked. */
export type ConfigFile = z.input<typeof gatewayConfigSchema>
