import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { changeConfig } from "../../../src/gateway/config/change-config.ts"
import { addCredential, removeCredential } from "../../../src/gateway/config/credentials.ts"
import { configPath, gatewayFolder } from "../../../src/gateway/config/paths.ts"
import { restingCredentials, writeCooldowns } from "../../../src/gateway/pool/cooldown-file.ts"
import { fileStore } from "../../../src/secrets/stores.ts"
import { temporaryHome } from "../../store/sample.ts"

const nothing = { PATH: "" }
const secret = "AIzaSyPlantedKeyOfATest-0123456789"

function homeWith(file: unknown): string {
  const home = temporaryHome()
  mkdirSync(gatewayFolder(home), { recursive: true })
  writeFileSync(configPath(home), JSON.stringify(file))
  return home
}

function written(home: string): unknown {
  return JSON.parse(readFileSync(configPath(home), "utf8"))
}

function place(home: string, env: NodeJS.ProcessEnv = nothing) {
  return { home, env: { ...nothing, ...env }, platform: "linux" } as const
}

const typed = { from: "typed", secret, store: "file" } as const

describe("a change of the gateway's configuration", () => {
  it("leaves everything else as it stands, unknown fields and their order too", async () => {
    const home = homeWith({ mine: { b: 1, a: 2 }, upstreams: [{ kind: "openai", note: "paid by the team" }] })
    const before = readFileSync(configPath(home), "utf8")
    const changed = await changeConfig(home, nothing, Date.now(), (file) => ({
      ...file,
      budget: { dailyUsd: 3 },
    }))
    expect(changed).toMatchObject({ kind: "config", config: { budget: { dailyUsd: 3 } } })
    expect(JSON.stringify(written(home))).toBe(`${before.slice(0, -1)},"budget":{"dailyUsd":3}}`)
    if (process.platform !== "win32") expect(statSync(configPath(home)).mode & 0o777).toBe(0o600)
  })

  it("writes nothing that could not be used", async () => {
    const home = homeWith({ upstreams: [{ kind: "openai" }] })
    const twice = await changeConfig(home, nothing, Date.now(), (file) => ({
      ...file,
      upstreams: [...file.upstreams, { kind: "openai" }],
    }))
    expect(twice).toMatchObject({ kind: "wrong", why: expect.stringContaining("two are called") })
    const refused = await changeConfig(home, nothing, Date.now(), () => "Not today.")
    expect(refused).toEqual({ kind: "wrong", why: "Not today." })
    expect(written(home)).toEqual({ upstreams: [{ kind: "openai" }] })
  })

  it("does not write down what the environment offers, unless that was changed", async () => {
    const home = temporaryHome()
    const env = { ...nothing, OPENAI_API_KEY: "k", ANTHROPIC_API_KEY: "k" }
    await changeConfig(home, env, Date.now(), (file) => ({ ...file, budget: { dailyUsd: 3 } }))
    expect(written(home)).toEqual({ budget: { dailyUsd: 3 } })
    await changeConfig(home, env, Date.now(), (file) => ({
      ...file,
      upstreams: file.upstreams.map((upstream) => ({ ...upstream, strategy: "sticky" as const })),
    }))
    expect(written(home)).toMatchObject({
      upstreams: [
        { name: "anthropic", strategy: "sticky" },
        { name: "openai", strategy: "sticky" },
      ],
    })
  })

  it("loses none of many at the same moment", async () => {
    const home = homeWith({ upstreams: [{ kind: "openai" }] })
    const names = Array.from({ length: 10 }, (_, index) => `alias-${index}`)
    await Promise.all(
      names.map((name) =>
        changeConfig(home, nothing, Date.now(), (file) => ({
          ...file,
          aliases: [...(file.aliases ?? []), { name, upstream: "openai", model: "gpt-6" }],
        })),
      ),
    )
    const aliases = JSON.stringify(written(home))
    for (const name of names) expect(aliases).toContain(`"${name}"`)
  })
})

describe("a credential of an upstream", () => {
  it("is kept where secrets are kept, and only named in the configuration", async () => {
    const home = temporaryHome()
    const order = { upstream: "gemini", name: "second", now: Date.now(), upstreamToMake: null }
    const added = await addCredential(place(home, { GEMINI_API_KEY: "first" }), { ...order, given: typed })
    expect(added.kind).toBe("done")
    expect(JSON.stringify([written(home), added])).not.toContain(secret)
    // The one that was implied stays in use beside it.
    expect(written(home)).toEqual({
      upstreams: [
        {
          name: "gemini",
          kind: "gemini",
          credentials: [
            { name: "default", secret: { from: "env", name: "GEMINI_API_KEY" } },
            { name: "second", secret: { from: "kept", account: "gateway-gemini-second" } },
          ],
        },
      ],
    })
    expect(await fileStore(place(home)).read("gateway-gemini-second")).toEqual({ kind: "key", key: secret })
    const removed = await removeCredential(place(home), order)
    expect(removed.kind).toBe("done")
    expect(await fileStore(place(home)).read("gateway-gemini-second")).toEqual({ kind: "none" })
  })

  it("makes the upstream of a vendor that needs only a key, and another where its kind is told", async () => {
    const home = temporaryHome()
    const order = { name: "main", now: Date.now(), given: typed }
    expect(
      (await addCredential(place(home), { ...order, upstream: "anthropic", upstreamToMake: null })).kind,
    ).toBe("done")
    const baseUrl = "http://127.0.0.1:8000/v1"
    const made = { kind: "openai-compatible", baseUrl, project: null, location: null } as const
    expect(
      (await addCredential(place(home), { ...order, upstream: "local", upstreamToMake: made })).kind,
    ).toBe("done")
    expect(written(home)).toMatchObject({
      upstreams: [
        { name: "anthropic", kind: "anthropic" },
        { name: "local", kind: "openai-compatible", baseUrl: "http://127.0.0.1:8000/v1" },
      ],
    })
  })

  it("leaves no secret behind when its upstream is not there", async () => {
    const home = temporaryHome()
    const order = { upstream: "nobody", name: "main", now: Date.now(), given: typed, upstreamToMake: null }
    expect(await addCredential(place(home), order)).toMatchObject({
      kind: "refused",
      why: 'There is no upstream "nobody". There is none at all.',
    })
    expect(existsSync(configPath(home))).toBe(false)
    expect(await fileStore(place(home)).read("gateway-nobody-main")).toEqual({ kind: "none" })
  })

  it("refuses a sign-in of Google's products, and what is no key", async () => {
    const home = temporaryHome()
    const order = { upstream: "gemini", name: "main", now: Date.now(), upstreamToMake: null }
    for (const wrong of ["ya29.a0AfH6SMBxTest", '{"type":"authorized_user"}', "", "two words here and more"])
      expect((await addCredential(place(home), { ...order, given: { ...typed, secret: wrong } })).kind).toBe(
        "refused",
      )
    expect(existsSync(configPath(home))).toBe(false)
  })

  it("wakes when it gets another secret, for what the old one was refused for", async () => {
    const home = homeWith({ upstreams: [{ kind: "gemini" }, { kind: "openai" }] })
    const now = Date.now()
    const rest = {
      credential: "main",
      model: null,
      class: "auth",
      since: now,
      until: now + 3_600_000,
      times: 1,
    } as const
    const why = "status 401: the upstream rejects it"
    writeCooldowns(home, [
      { ...rest, upstream: "gemini", why },
      { ...rest, upstream: "gemini", credential: "other", why },
      { ...rest, upstream: "openai", why },
    ])
    const order = { upstream: "gemini", name: "main", now, upstreamToMake: null, given: typed } as const
    expect((await addCredential(place(home), order)).kind).toBe("done")
    expect(restingCredentials(home, now).map(({ upstream, credential }) => [upstream, credential])).toEqual([
      ["gemini", "other"],
      ["openai", "main"],
    ])
  })

  it("keeps weight and priority when it gets another secret", async () => {
    const credential = { name: "a", weight: 5, priority: 2, secret: { from: "env", name: "OLD" } }
    const home = homeWith({ upstreams: [{ kind: "openai", credentials: [credential] }] })
    const given = { from: "env", name: "NEW" } as const
    await addCredential(place(home), {
      upstream: "openai",
      name: "a",
      now: Date.now(),
      given,
      upstreamToMake: null,
    })
    expect(written(home)).toEqual({
      upstreams: [{ kind: "openai", credentials: [{ ...credential, secret: given }] }],
    })
  })
})
