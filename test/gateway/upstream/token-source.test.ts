import { generateKeyPairSync } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, it } from "vitest"
import { openTokenSource, type TokenOrder } from "../../../src/gateway/upstream/token-source.ts"
import { bodyOf, serveHttp } from "./loopback.ts"

const folder = mkdtempSync(join(tmpdir(), "for-loop tokens-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
})
const account = file("account.json", {
  type: "service_account",
  project_id: "p",
  private_key_id: "1",
  private_key: privateKey,
  client_email: "loop@p.iam.gserviceaccount.com",
  client_id: "1",
})
const user = file("user.json", {
  type: "authorized_user",
  client_id: "id",
  client_secret: "secret-of-a-test",
  refresh_token: "refresh-of-a-test",
})

/** Google's token endpoint on loopback: counts what it gives out. */
async function google(answer: { status: number } = { status: 200 }) {
  const grants: string[] = []
  const server = await serveHttp(async (request, response) => {
    grants.push(new URLSearchParams(await bodyOf(request)).get("grant_type") ?? "")
    response.writeHead(answer.status, { "content-type": "application/json" })
    const token = { access_token: `token-${grants.length}`, expires_in: 3600, token_type: "Bearer" }
    response.end(JSON.stringify(answer.status === 200 ? token : { error: "invalid_grant" }))
  })
  const fetch: typeof globalThis.fetch = (input, init) => {
    const to = String(input instanceof Request ? input.url : input)
    return globalThis.fetch(to.replace(/^https:\/\/(oauth2|www)\.googleapis\.com/, server.url), init)
  }
  return { ...server, grants, fetch }
}

const clock = () => {
  let time = Date.now()
  return { now: () => time, pass: (ms: number) => (time += ms) }
}

const sources: readonly [string, Pick<TokenOrder, "source" | "env">][] = [
  ["service-account", { source: { from: "service-account", path: account }, env: {} }],
  ["adc", { source: { from: "adc" }, env: { GOOGLE_APPLICATION_CREDENTIALS: user } }],
]

it.each(sources)("makes one token of %s for all who ask at once, and keeps it", async (_kind, order) => {
  await using server = await google()
  const tokens = openTokenSource({ ...order, now: clock().now, fetch: server.fetch })
  const all = await Promise.all([tokens.token(), tokens.token(), tokens.token()])
  expect(all).toEqual(Array(3).fill({ kind: "token", value: "token-1" }))
  expect(await tokens.token()).toEqual({ kind: "token", value: "token-1" })
  expect(server.grants.length).toBe(1)
})

it("makes the next one before the old one ends, while calls go on with the old one", async () => {
  await using server = await google()
  const { now, pass } = clock()
  const [, order] = sources[0] ?? raise()
  const tokens = openTokenSource({ ...order, now, fetch: server.fetch })
  await tokens.token()
  pass(56 * 60_000)
  expect(await tokens.token()).toEqual({ kind: "token", value: "token-1" })
  let next = await tokens.token()
  const since = performance.now()
  while (performance.now() - since < 2000 && next.kind === "token" && next.value === "token-1") {
    await new Promise((resolve) => setImmediate(resolve))
    next = await tokens.token()
  }
  expect(next).toEqual({ kind: "token", value: "token-2" })
  expect(server.grants.slice(0, 2)).toEqual(Array(2).fill("urn:ietf:params:oauth:grant-type:jwt-bearer"))
})

it.each(sources)("G68 makes a refused one of %s anew once, not again and again", async (_kind, order) => {
  await using server = await google()
  const { now, pass } = clock()
  const tokens = openTokenSource({ ...order, now, fetch: server.fetch })
  await tokens.token()
  tokens.refused("token-of-somebody-else")
  expect(await tokens.token()).toMatchObject({ value: "token-1" })
  tokens.refused("token-1")
  tokens.refused("token-1")
  expect(await tokens.token()).toMatchObject({ value: "token-2" })
  tokens.refused("token-2")
  expect(await tokens.token()).toMatchObject({ value: "token-2" })
  pass(61_000)
  tokens.refused("token-2")
  expect(await tokens.token()).toMatchObject({ value: "token-3" })
})

it.each(sources)(
  "tells why there is none from %s, without its secrets, and asks again next time",
  async (_kind, order) => {
    const answer = { status: 400 }
    await using server = await google(answer)
    const tokens = openTokenSource({ ...order, now: clock().now, fetch: server.fetch })
    const told = await tokens.token()
    expect(told).toMatchObject({ kind: "missing", why: expect.stringContaining("invalid_grant") })
    expect(JSON.stringify(told)).not.toMatch(/of-a-test|PRIVATE KEY/)
    answer.status = 200
    expect(await tokens.token()).toMatchObject({ kind: "token" })
  },
)

const foreign: readonly [string, Pick<TokenOrder, "source" | "env">][] = [
  [
    "adc",
    { source: { from: "adc" }, env: { GOOGLE_APPLICATION_CREDENTIALS: "/home/me/.gemini/oauth_creds.json" } },
  ],
  ["service-account", { source: { from: "service-account", path: "/home/me/.antigravity/c.json" }, env: {} }],
]

it.each(foreign)("never makes one of another Google product's sign-in, named as %s", async (_kind, order) => {
  await using server = await google()
  const tokens = openTokenSource({ ...order, now: clock().now, fetch: server.fetch })
  expect(await tokens.token()).toMatchObject({
    kind: "missing",
    why: expect.stringMatching(/another Google product/),
  })
  expect(server.grants).toEqual([])
})

function file(name: string, content: object): string {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(content))
  return path
}

function raise(): never {
  throw new Error("no source")
}
