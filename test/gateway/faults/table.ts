import { expect } from "vitest"
import { openFakeGemini } from "../fakes/fake-gemini.ts"
import { openFakeOpenai } from "../fakes/fake-openai.ts"
import type { Fake } from "../fakes/fake-server.ts"
import { bytesOf, filesBelow } from "./home-files.ts"
import type { RawAnswer } from "./raw-client.ts"
import { ask } from "./raw-client.ts"
import type { SpawnedGateway, SpawnOrder } from "./spawned-gateway.ts"
import { spawnGateway } from "./spawned-gateway.ts"
import { upstreamAt, upstreamEnv, upstreamKey } from "./upstream-config.ts"

/** What a signature of the scripted models looks like; it may lie in the signature store and nowhere else. */
export const secretSignature = "c2lnbmF0dXJlLXRoYXQtbm8tbG9nLW1heS1ob2xk"

/** The two ways an answer goes through: one is translated, of the other the bytes are passed on. */
export const ways = [
  { name: "translated", model: "gemini-2.5-flash", upstream: "gemini" },
  { name: "passed through", model: "gpt-5.5", upstream: "openai" },
] as const
type Way = (typeof ways)[number]

export type Table = {
  readonly gateway: SpawnedGateway
  readonly key: string
  readonly gemini: Fake
  readonly openai: Fake
  fakeOf(way: Way): Fake
  /** One chat completion, streamed unless told otherwise. */
  chat(
    way: Way,
    more?: Partial<Parameters<typeof ask>[0]> & { readonly stream?: boolean },
  ): Promise<RawAnswer>
  [Symbol.asyncDispose](): Promise<void>
}

/** A spawned gateway with two fake upstreams whose timeouts are short; caps hold, so every call is reckoned with. */
export async function setFaultTable(
  more: {
    readonly server?: Readonly<Record<string, unknown>>
    /** For bodies that take a busy machine long. */
    readonly patience?: "short" | "long"
    readonly home?: string
    readonly spawn?: Partial<SpawnOrder>
  } = {},
): Promise<Table> {
  const [gemini, openai] = await Promise.all([openFakeGemini(), openFakeOpenai()])
  const times = more.patience === "long" ? 20 : 1
  const bounds = {
    timeouts: { connectMs: 2000, firstByteMs: 2000 * times, idleMs: 1000 * times, totalMs: 60_000 },
    concurrency: { perModel: 400, perCredential: 400 },
    queue: { length: 400, waitMs: 20_000 },
  }
  const gateway = await spawnGateway({
    config: {
      server: { drainMs: 2000, ...more.server },
      upstreams: [
        upstreamAt("gemini", gemini.url, bounds),
        upstreamAt("openai-compatible", openai.url, bounds),
      ],
      budget: { dailyUsd: 1000, weeklyUsd: 1000, unknownPrice: "allow" },
    },
    env: upstreamEnv,
    ...(more.home === undefined ? {} : { home: more.home }),
  }).catch(async (cause: unknown) => {
    await Promise.all([gemini.close(), openai.close()])
    throw cause
  })
  const key = await gateway.key(`client-${Date.now()}`, {
    caps: { dailyUsd: 500, weeklyUsd: 500, totalUsd: 500 },
  })
  return {
    gateway,
    key,
    gemini,
    openai,
    fakeOf: ({ upstream }) => (upstream === "gemini" ? gemini : openai),
    chat: ({ model }, { stream = true, ...changes } = {}) => {
      const messages = [{ role: "user", content: "hello" }]
      const body = JSON.stringify({ model, messages, stream, max_tokens: 100 })
      return ask({ url: gateway.url, path: "/v1/chat/completions", key, body, ...changes })
    },
    [Symbol.asyncDispose]: async () => {
      await gateway[Symbol.asyncDispose]()
      await Promise.all([gemini.close(), openai.close()])
    },
  }
}

/** No file and no output of the gateway holds a key; signatures lie in their own folder alone. */
export function expectNoSecrets({ gateway, key }: Table): void {
  const secrets = [key, upstreamKey]
  const output = gateway.output()
  for (const secret of [...secrets, secretSignature]) expect(output).not.toContain(secret)
  const files = filesBelow(gateway.home)
  expect(files.length).toBeGreaterThan(2)
  for (const path of files) {
    const bytes = bytesOf(path)
    for (const secret of secrets) expect(bytes.includes(secret), path).toBe(false)
    if (!path.includes("signatures")) expect(bytes.includes(secretSignature), path).toBe(false)
  }
}
