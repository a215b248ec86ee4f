import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished } from "vitest"
import type { GatewayConfig, UpstreamConfig, UpstreamKind } from "../../../src/gateway/config/config.ts"
import type { KeyOrder } from "../../../src/gateway/keys/key.ts"
import type { GatewayParts } from "../../../src/gateway/serve/gateway-parts.ts"
import { serveGateway } from "../../../src/gateway/serve/serve-gateway.ts"
import { sampleUpstream } from "../sample-upstream.ts"

/** Secrets of the upstreams' credentials; no client may ever see one. */
export const upstreamKeys = { one: "upstream-secret-one-4711", two: "upstream-secret-two-0815" }

const env = { UPSTREAM_ONE: upstreamKeys.one, UPSTREAM_TWO: upstreamKeys.two }

/** An upstream at a fake's address, with one credential or two, tried in their order. */
export function upstreamAt(
  kind: UpstreamKind,
  url: string,
  changes: Partial<UpstreamConfig> & { readonly credentials?: UpstreamConfig["credentials"] } = {},
): UpstreamConfig {
  return sampleUpstream({
    name: kind,
    kind,
    baseUrl: url,
    credentials: [credential("one", "UPSTREAM_ONE", 1)],
    strategy: "priority",
    timeouts: { connectMs: 2000, firstByteMs: 5000, idleMs: 5000, totalMs: 60_000 },
    ...changes,
  })
}

function credential(name: string, variable: string, priority: number): UpstreamConfig["credentials"][number] {
  const secret = { from: "env", name: variable } as const
  return { name, secret, weight: 1, priority, enabled: true, stopAtUsdPerDay: null }
}

export const bothCredentials = [credential("one", "UPSTREAM_ONE", 1), credential("two", "UPSTREAM_TWO", 2)]

export type TestGateway = {
  readonly url: string
  readonly port: number
  readonly home: string
  readonly key: string
  readonly parts: GatewayParts
  readonly troubles: readonly string[]
  readonly close: () => Promise<void>
}

export type TestOrder = {
  readonly upstreams: readonly UpstreamConfig[]
  readonly change?: (config: GatewayConfig) => GatewayConfig
  readonly key?: KeyOrder
  readonly home?: string
  /** Default: the real clock. */
  readonly now?: () => number
}

/** A gateway in this process on a port of the system's choice, with a home and a client key of its own. */
export async function openTestGateway({
  upstreams,
  change,
  key = {},
  home,
  now = () => Date.now(),
}: TestOrder): Promise<TestGateway> {
  const folder = home ?? mkdtempSync(join(tmpdir(), "for-loop-gateway-"))
  if (home === undefined) onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const troubles: string[] = []
  const config = sampleConfig(upstreams)
  const served = await serveGateway({
    home: folder,
    env,
    config: change === undefined ? config : change(config),
    now,
    expose: false,
    admin: null,
    onTrouble: (message) => troubles.push(message),
  })
  if (served.kind === "refused") throw new Error(`the gateway was refused: ${served.why}`)
  onTestFinished(() => served.close())
  const { url, port, parts, close } = served
  const added = await parts.keys.add(`client-${Math.random().toString(36).slice(2, 10)}`, key)
  if (added.kind === "refused") throw new Error(added.why)
  return { url, port, home: folder, key: added.secret, parts, troubles, close }
}

function sampleConfig(upstreams: readonly UpstreamConfig[]): GatewayConfig {
  return {
    server: {
      host: "127.0.0.1",
      port: 0,
      maxBodyBytes: 64 * 1024 * 1024,
      drainMs: 2000,
      keepAliveMs: 15_000,
    },
    upstreams,
    aliases: [],
    budget: { dailyUsd: null, weeklyUsd: null, unknownPrice: "allow" },
    log: { keepHours: 24, capture: false },
    images: { urls: "pass", maxBytes: 10_000_000 },
    toolResults: { maxCharacters: null, tools: [] },
  }
}

export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export type PostOrder = {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly method?: string
  readonly signal?: AbortSignal
  /** The client's key as a header; default: Bearer. */
  readonly auth?: Readonly<Record<string, string>>
}

/** One request with the client's key; the body is JSON, or text as it is. */
export async function ask(gateway: TestGateway, path: string, order: PostOrder = {}): Promise<Answer> {
  const response = await send(gateway, path, order)
  return { status: response.status, headers: response.headers, text: await response.text() }
}

export function send(gateway: TestGateway, path: string, order: PostOrder = {}): Promise<Response> {
  const { body, method = body === undefined ? "GET" : "POST", headers = {}, signal } = order
  const auth = order.auth ?? { authorization: `Bearer ${gateway.key}` }
  return fetch(`${gateway.url}${path}`, {
    method,
    headers: { "content-type": "application/json", ...auth, ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  })
}

const anyJson = (text: string) => JSON.parse(text)

/** The JSON of an answer of status 200, so that a failure shows what came instead. */
export function jsonOf(answer: Answer): ReturnType<typeof anyJson> {
  expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 200 })
  return anyJson(answer.text)
}

/** The JSON of an answer with an error. */
export function errorOf(answer: Answer, status: number): ReturnType<typeof anyJson> {
  expect({ status: answer.status, text: answer.text }).toMatchObject({ status })
  return anyJson(answer.text)
}
