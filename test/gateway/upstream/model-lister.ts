import { mkdtempSync, rmSync } from "node:fs"
import type { IncomingMessage } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { onTestFinished } from "vitest"
import type { AliasConfig, UpstreamConfig } from "../../../src/gateway/config/config.ts"
import { openModelList } from "../../../src/gateway/upstream/models.ts"
import { openUpstreamClient, type UpstreamClient } from "../../../src/gateway/upstream/upstream-client.ts"
import { type Loopback, serveHttp } from "./loopback.ts"

/** A home folder that goes with the test. */
export function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), "for-loop models-"))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  return home
}

export function newClient(): UpstreamClient {
  const client = openUpstreamClient({ env: {} })
  onTestFinished(() => client.close())
  return client
}

type Options = { home?: string; aliases?: readonly AliasConfig[]; now?: () => number; secret?: string | null }

export function listOf(
  upstreams: readonly UpstreamConfig[],
  { home = newHome(), aliases = [], now = Date.now, secret = "s3cret" }: Options = {},
) {
  return openModelList({
    home,
    upstreams: () => upstreams,
    aliases: () => aliases,
    client: newClient(),
    secret: async () => secret,
    now,
  })
}

type Listing = Loopback & { readonly asked: IncomingMessage[]; ids: readonly string[] }

/** Lists models in Gemini's, Anthropic's and OpenAI's shapes; Gemini's in pages of two. */
export async function lister(ids: readonly string[]): Promise<Listing> {
  const asked: IncomingMessage[] = []
  const server = await serveHttp((request, response) => {
    asked.push(request)
    const { pathname, searchParams } = new URL(request.url ?? "", "http://fake")
    const json = (body: object): void => {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body))
    }
    if (pathname === "/v1beta/models") {
      const from = Number(searchParams.get("pageToken") ?? 0)
      const models = listing.ids
        .slice(from, from + 2)
        .map((id) => ({ name: `models/${id}`, displayName: `The ${id}` }))
      json({ models, ...(from + 2 < listing.ids.length ? { nextPageToken: String(from + 2) } : {}) })
    } else if (request.headers["anthropic-version"] !== undefined) {
      const data = listing.ids.map((id) => ({
        type: "model",
        id,
        display_name: `The ${id}`,
        created_at: "2026-01-02T00:00:00Z",
      }))
      json({ data, has_more: false, first_id: null, last_id: null })
    } else {
      json({
        object: "list",
        data: listing.ids.map((id) => ({ id, object: "model", created: 1_700_000_000 })),
      })
    }
  })
  const listing: Listing = { ...server, asked, ids }
  return listing
}

/** Who serves a name, as `upstream:model`. */
export async function targets(list: ReturnType<typeof openModelList>, name: string) {
  const found = await list.resolveModel(name, null)
  return found.kind === "unknown"
    ? []
    : found.targets.map(({ upstream, model }) => `${upstream.name}:${model}`)
}
