import { describe, expect, it, test } from "vitest"
import type { Format, UpstreamConfig, UpstreamKind } from "../../../src/gateway/config/config.ts"
import { type EndpointOrder, endpointOf, type Operation } from "../../../src/gateway/upstream/endpoint.ts"
import { upstreamOf } from "./upstream-of.ts"

const vertex = { project: "p-1", location: "europe-west1" } as const

function endpoint(
  upstream: UpstreamConfig,
  operation: Operation,
  format: Format,
  more: Partial<EndpointOrder> = {},
) {
  const model = "m-1"
  return endpointOf({
    upstream,
    operation,
    format,
    model,
    secret: "s3cret",
    clientHeaders: null,
    query: null,
    ...more,
  })
}

test.each<[UpstreamKind, Operation, Format, string]>([
  [
    "gemini",
    "generate",
    "gemini",
    "https://generativelanguage.googleapis.com/v1beta/models/m-1:generateContent",
  ],
  [
    "gemini",
    "stream",
    "gemini",
    "https://generativelanguage.googleapis.com/v1beta/models/m-1:streamGenerateContent?alt=sse",
  ],
  ["gemini", "count", "gemini", "https://generativelanguage.googleapis.com/v1beta/models/m-1:countTokens"],
  ["gemini", "embed", "gemini", "https://generativelanguage.googleapis.com/v1beta/models/m-1:embedContent"],
  [
    "gemini",
    "embed-batch",
    "gemini",
    "https://generativelanguage.googleapis.com/v1beta/models/m-1:batchEmbedContents",
  ],
  ["gemini", "models", "gemini", "https://generativelanguage.googleapis.com/v1beta/models?pageSize=1000"],
  ["anthropic", "generate", "anthropic", "https://api.anthropic.com/v1/messages"],
  ["anthropic", "stream", "anthropic", "https://api.anthropic.com/v1/messages"],
  ["anthropic", "count", "anthropic", "https://api.anthropic.com/v1/messages/count_tokens"],
  ["anthropic", "models", "anthropic", "https://api.anthropic.com/v1/models?limit=1000"],
  ["openai", "generate", "openai-chat", "https://api.openai.com/v1/chat/completions"],
  ["openai", "stream", "openai-responses", "https://api.openai.com/v1/responses"],
  ["openai", "embed", "openai-chat", "https://api.openai.com/v1/embeddings"],
  ["openai", "models", "openai-chat", "https://api.openai.com/v1/models"],
])("the address of %s for %s in %s", (kind, operation, format, url) => {
  expect(endpoint(upstreamOf(kind), operation, format).url).toBe(url)
})

const google =
  "https://europe-west1-aiplatform.googleapis.com/v1beta1/projects/p-1/locations/europe-west1/publishers/google/models"
const claude =
  "https://europe-west1-aiplatform.googleapis.com/v1/projects/p-1/locations/europe-west1/publishers/anthropic/models"

test.each<[UpstreamKind, Operation, Format, string]>([
  ["vertex-gemini", "generate", "gemini", `${google}/m-1:generateContent`],
  ["vertex-gemini", "stream", "gemini", `${google}/m-1:streamGenerateContent?alt=sse`],
  ["vertex-gemini", "count", "gemini", `${google}/m-1:countTokens`],
  ["vertex-gemini", "embed", "gemini", `${google}/m-1:predict`],
  ["vertex-claude", "generate", "anthropic", `${claude}/m-1:rawPredict`],
  ["vertex-claude", "stream", "anthropic", `${claude}/m-1:streamRawPredict`],
  ["vertex-claude", "count", "anthropic", `${claude}/count-tokens:rawPredict`],
])(
  "G06 the address of %s for %s in %s names the model, and counting has one of its own",
  (kind, operation, format, url) => {
    expect(endpoint(upstreamOf(kind, vertex), operation, format).url).toBe(url)
  },
)

test.each([
  [{ project: "p", location: "global" }, "https://aiplatform.googleapis.com/v1/projects/p/locations/global/"],
  [{ project: "p", location: "us" }, "https://aiplatform.us.rep.googleapis.com/v1/projects/p/locations/us/"],
  [{ project: "p", location: null }, "https://aiplatform.googleapis.com/v1/projects/p/locations/global/"],
])("G06 Claude on Vertex at %o", (place, begins) => {
  const { url } = endpoint(upstreamOf("vertex-claude", place), "generate", "anthropic", {
    model: "claude-x@20260101",
  })
  expect(url).toBe(`${begins}publishers/anthropic/models/claude-x@20260101:rawPredict`)
})

test("Vertex's express mode needs a key and no project", () => {
  const { url, headers } = endpoint(upstreamOf("vertex-gemini"), "generate", "gemini")
  expect(url).toBe("https://aiplatform.googleapis.com/v1beta1/publishers/google/models/m-1:generateContent")
  expect(headers).toMatchObject({ "x-goog-api-key": "s3cret" })
  expect(headers.authorization).toBeUndefined()
})

test.each<[UpstreamKind, string, string]>([
  ["openai-compatible", "http://127.0.0.1:11434", "http://127.0.0.1:11434/v1/chat/completions"],
  ["openai-compatible", "http://127.0.0.1:11434/v1/", "http://127.0.0.1:11434/v1/chat/completions"],
  [
    "openai-compatible",
    "https://g.example/v1beta/openai",
    "https://g.example/v1beta/openai/chat/completions",
  ],
  ["openai", "http://127.0.0.1:1", "http://127.0.0.1:1/v1/chat/completions"],
  ["openai", "http://127.0.0.1:1/v1", "http://127.0.0.1:1/v1/chat/completions"],
  ["openai", "http://127.0.0.1:1/behind/a/path", "http://127.0.0.1:1/behind/a/path/v1/chat/completions"],
])("an address of one's own: %s at %s", (kind, baseUrl, url) => {
  expect(endpoint(upstreamOf(kind, { baseUrl }), "generate", "openai-chat").url).toBe(url)
})

test.each<[UpstreamKind, Format, string, string]>([
  ["gemini", "gemini", "x-goog-api-key", "s3cret"],
  ["vertex-gemini", "gemini", "authorization", "Bearer s3cret"],
  ["vertex-claude", "anthropic", "authorization", "Bearer s3cret"],
  ["anthropic", "anthropic", "x-api-key", "s3cret"],
  ["openai", "openai-chat", "authorization", "Bearer s3cret"],
  ["openai-compatible", "openai-chat", "authorization", "Bearer s3cret"],
])("%s in %s is paid by %s, and the secret stands nowhere else", (kind, format, name, value) => {
  const upstream = upstreamOf(kind, { ...vertex, baseUrl: "http://127.0.0.1:1/v1" })
  const { url, headers } = endpoint(upstream, "generate", format)
  expect(headers[name]).toBe(value)
  expect(JSON.stringify({ url, ...headers, [name]: "" })).not.toContain("s3cret")
  expect(endpoint(upstream, "generate", format, { secret: null }).headers[name]).toBeUndefined()
})

describe("headers of a client that is passed through", () => {
  const clientHeaders = {
    host: "127.0.0.1:8088",
    connection: "keep-alive, x-of-this-hop",
    "x-of-this-hop": "1",
    "keep-alive": "timeout=5",
    "transfer-encoding": "chunked",
    "content-length": "2",
    "accept-encoding": "gzip",
    te: "trailers",
    upgrade: "h2c",
    "proxy-authorization": "Basic client-key",
    authorization: "Bearer client-key",
    "x-api-key": "client-key",
    "x-goog-api-key": "client-key",
    "anthropic-api-key": "client-key",
    "api-key": "client-key",
    cookie: "session=client-key",
    "x-forwarded-for": "10.0.0.1",
    "user-agent": "a client/1.0",
    "x-unknown-to-us": "kept as it is; é",
    "anthropic-version": "2026-10-21",
    "anthropic-beta": "one-2026-01-01,two-2026-02-02",
  }

  it("G07 go on, unknown ones too, but for this connection's own", () => {
    const upstream = upstreamOf("anthropic")
    const { headers } = endpoint(upstream, "generate", "anthropic", { clientHeaders })
    expect(headers).toEqual({
      "content-type": "application/json",
      "user-agent": "a client/1.0",
      "x-unknown-to-us": "kept as it is; é",
      "anthropic-version": "2026-10-21",
      "anthropic-beta": "one-2026-01-01,two-2026-02-02",
      "x-api-key": "s3cret",
    })
  })

  it.each(["gemini", "vertex-gemini", "vertex-claude", "anthropic", "openai", "openai-compatible"] as const)(
    "G01 hold no key of the client towards %s, nor does the query",
    (kind) => {
      const query = new URLSearchParams("key=client-key&access_token=client-key&beta=true&x=%20y")
      const upstream = upstreamOf(kind, { ...vertex, baseUrl: "http://127.0.0.1:1" })
      const { url, headers } = endpoint(upstream, "generate", "anthropic", { clientHeaders, query })
      expect(JSON.stringify({ url, headers })).not.toContain("client-key")
      expect(new URL(url).search).toBe("?beta=true&x=+y")
    },
  )

  it.each(["2023-06-01", "2026-10-21"])(
    "G03 carry anthropic-version %s and every beta unchanged",
    (version) => {
      for (const kind of ["anthropic", "vertex-claude"] as const) {
        const told = { "anthropic-version": version, "anthropic-beta": "a-1, b-2" }
        const { headers } = endpoint(upstreamOf(kind, vertex), "stream", "anthropic", { clientHeaders: told })
        expect(headers).toMatchObject(told)
      }
    },
  )

  it("G03 get the configured version where the request was translated", () => {
    const upstream = upstreamOf("anthropic", { quirks: { anthropicVersion: "2026-10-21" } })
    expect(endpoint(upstream, "generate", "anthropic").headers).toMatchObject({
      "anthropic-version": "2026-10-21",
    })
  })

  it("G02 leave `?beta=true` on the way to Anthropic", () => {
    const query = new URLSearchParams("beta=true")
    expect(endpoint(upstreamOf("anthropic"), "generate", "anthropic", { clientHeaders, query }).url).toBe(
      "https://api.anthropic.com/v1/messages?beta=true",
    )
  })

  it("G63 say themselves whether they want events or a list", () => {
    const list = endpoint(upstreamOf("gemini"), "stream", "gemini", {
      clientHeaders,
      query: new URLSearchParams(),
    })
    expect(new URL(list.url).search).toBe("")
    const events = endpoint(upstreamOf("gemini"), "stream", "gemini", {
      query: new URLSearchParams("alt=sse"),
    })
    expect(new URL(events.url).search).toBe("?alt=sse")
  })
})

test("a model's name leads nowhere else", () => {
  for (const model of ["../../v1/files", "..", "gemini-/../../x?y#z", "tunedModels/..", "a b"]) {
    for (const kind of ["gemini", "vertex-gemini", "vertex-claude"] as const) {
      const { url } = endpoint(upstreamOf(kind, vertex), "generate", "gemini", { model })
      const { pathname, search, hash } = new URL(url)
      expect(pathname).toMatch(/\/(models|tunedModels)\/[^/]+:(generateContent|rawPredict)$/)
      expect(search + hash).toBe("")
    }
  }
})
