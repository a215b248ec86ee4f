import { parseRecord } from "../../system/json-record.ts"
import { listOf, numberOf, recordOf, textOf } from "../codecs/fields.ts"
import type { UpstreamConfig } from "../config/config.ts"
import { textWithin } from "./body-text.ts"
import { endpointOf } from "./endpoint.ts"
import { formatFor } from "./target.ts"
import type { UpstreamClient } from "./upstream-client.ts"

/** A model as its upstream lists it. */
export type ListedModel = {
  readonly id: string
  readonly displayName: string
  /** Epoch seconds. */
  readonly createdAt: number | null
}

const mostPages = 10
const mostBytes = 8_000_000

/** The models an upstream lists, page after page; null when it could not be asked. */
export async function askModels(
  upstream: UpstreamConfig,
  secret: string | null,
  client: UpstreamClient,
  signal: AbortSignal,
): Promise<readonly ListedModel[] | null> {
  const models: ListedModel[] = []
  let next: Readonly<Record<string, string>> | null = {}
  for (let page = 0; next !== null && page < mostPages; page++) {
    const body = await askPage(upstream, secret, client, next, signal)
    if (body === null) return page === 0 ? null : models
    for (const item of itemsOf(body)) {
      const model = readModel(upstream, recordOf(item))
      if (model !== null) models.push(model)
    }
    next = nextPage(body)
  }
  return models
}

async function askPage(
  upstream: UpstreamConfig,
  secret: string | null,
  client: UpstreamClient,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>> | null> {
  const format = formatFor(upstream, null)
  const endpoint = endpointOf({
    upstream,
    operation: "models",
    format,
    model: "",
    secret,
    clientHeaders: null,
    query: new URLSearchParams(query),
  })
  const answer = await client.send({ upstream, method: "GET", ...endpoint, body: null, signal })
  if (answer.kind === "failed") return null
  const text = await textWithin(answer.body, mostBytes)
  return text === null || answer.status !== 200 ? null : parseRecord(text)
}

function itemsOf(body: Readonly<Record<string, unknown>>): readonly unknown[] {
  return [...listOf(body.models), ...listOf(body.publisherModels), ...listOf(body.data)]
}

function nextPage(body: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> | null {
  const token = textOf(body.nextPageToken)
  if (token !== null && token !== "") return { pageToken: token }
  const last = textOf(body.last_id)
  return body.has_more === true && last !== null ? { after_id: last } : null
}

/** Gemini: `name` (`models/…`, `publishers/google/models/…`); Anthropic and OpenAI: `id`. */
function readModel(upstream: UpstreamConfig, item: Readonly<Record<string, unknown>>): ListedModel | null {
  const named = textOf(item.id) ?? textOf(item.name)
  if (named === null || named === "") return null
  const isGoogle = upstream.kind === "gemini" || upstream.kind.startsWith("vertex")
  const id = isGoogle || named.startsWith("models/") ? named.replace(/^(.*\/)?models\//, "") : named
  const displayName = textOf(item.displayName) ?? textOf(item.display_name) ?? id
  const created = Date.parse(textOf(item.created_at) ?? "")
  const createdAt = numberOf(item.created) ?? (Number.isNaN(created) ? null : Math.floor(created / 1000))
  return { id, displayName, createdAt }
}
